// Options of recurrent layers.
#pragma once

#include <xgrad/core/dtype.hpp>
#include <xgrad/core/shape.hpp>
#include <xgrad/nn/recurrent/cells/forms.hpp>

#include <cstdint>

namespace xgrad::nn {

/// What becomes of the outputs of both directions: side by side on the last axis, [forward |
/// backward], or element by element.
enum class Merge : std::uint8_t { concat, sum, mean, product };

/// Options of RNN, LSTM, GRU and Recurrent.
struct RecurrentOptions {
  /// Features of the input, or the number of classes when it holds class indices.
  Index input_size;
  /// Elements of a state.
  Index hidden_size;
  /// Layers on top of each other: each reads the output sequence of the one below.
  Index num_layers = 1;
  /// With bias_ih and bias_hh, b and b'.
  bool bias = true;
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
  /// States are [batch, layers * directions, size] rather than [layers * directions, batch, size],
  /// which PyTorch has even with batch_first.
  bool state_batch_first = false;
  /// Probability of `nn::dropout` between layers while training.
  double dropout = 0;
  /// Run through time both ways.
  bool bidirectional = false;
  /// How each layer joins the outputs of its directions; states are never merged.
  Merge merge = Merge::concat;
  /// Elements of h, when it is a product of that of hidden_size elements with a weight_hr
  /// (Sak et al. 2014); 0 for none. For cells whose formula does not take h, such as an LSTM's.
  Index proj_size = 0;
  /// Each layer and direction begins, where no state is given and after a reset, with parameters
  /// initial_h, initial_c, ... instead of zeros.
  bool learned_state = false;
  /// Bytes that a call saves for the backward pass, 0 for no limit: of the pre-activations and
  /// states c of all layers and directions. What goes beyond is recomputed when the engine comes
  /// there: gradients are bitwise identical (with lengths, and of linear cells, but for rounding),
  /// for up to the time of another forward pass. Inputs, outputs and a state c for each part stay
  /// besides; a part is at least as many steps as make 256 rows of the batch, however small the
  /// budget. See Note [The memory budget].
  Index memory_budget = 0;
  /// Of parameters, inputs and states.
  DType dtype = float32;

  /// Between layers too, drop the same units at all time steps (Gal & Ghahramani 2016).
  bool variational = false;
  /// Probabilities of dropping units while training, the same ones at all time steps: of the input,
  /// of the last layer's output, and of h where it is multiplied with weight_hh.
  double input_dropout = 0;
  double output_dropout = 0;
  double recurrent_dropout = 0;
  /// Probability of dropping elements of weight_hh while training, the same ones at all time steps
  /// (DropConnect; Merity et al. 2018).
  double weight_drop = 0;
  /// Train weight_hh as weight_hh_l0_v and weight_hh_l0_g, the directions and norms of its rows;
  /// see `weight_norm`.
  bool weight_norm = false;
  /// Probabilities that a unit of h, or of c, stays as it is for a step while training; in
  /// inference that share of the old value stays (zoneout; Krueger et al. 2017). `zoneout_cell` is
  /// for cells of two states: those of an SLSTM belong together.
  double zoneout_hidden = 0;
  double zoneout_cell = 0;

  /// Of an RNN only: its activation.
  Nonlinearity nonlinearity = Nonlinearity::tanh;
  /// Of a GRU only: the meaning of its gate z.
  UpdateGate update_gate = UpdateGate::replace;
  /// Of a GRU only: n = tanh(x_n + r * (U h + b')) rather than tanh(x_n + U (r * h) + b'), the form
  /// of Cho et al. (2014).
  bool reset_after = true;
};

/// The options, unless one is set that belongs to RNN or GRU: then throws ValueError.
const RecurrentOptions& common_options(const RecurrentOptions& options);

}  // namespace xgrad::nn
