// Options of recurrent layers.
#pragma once

#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/shape.hpp>

#include <cstdint>

namespace xgrad::nn {

/// How the outputs of both directions are combined: concatenated on the last axis,
/// [forward | backward], or elementwise.
enum class Merge : std::uint8_t { concat, sum, mean, product };

/// Regularisation of a recurrent layer; `dropout` between layers is an option of its own.
struct Regularization {
  /// Uses one dropout mask for all time steps between layers, too (Gal & Ghahramani 2016).
  bool variational = false;
  /// Probabilities of dropping units during training, with one mask for all time steps: units of
  /// the input, of the last layer's output, and of h in the product with weight_hh.
  double input_dropout = 0;
  double output_dropout = 0;
  double recurrent_dropout = 0;
  /// Probability of dropping elements of weight_hh during training, with one mask for all time
  /// steps (DropConnect; Merity et al. 2018).
  double weight_drop = 0;
  /// Reparametrises weight_hh as weight_hh_l0_v and weight_hh_l0_g, the directions and norms of its
  /// rows; see `weight_norm`.
  bool weight_norm = false;
  /// Zoneout (Krueger et al. 2017): the probabilities that a unit of h, or of c, is not updated in
  /// a step during training. In inference the new state is the average of old and new values, with
  /// this weight for the old value. `zoneout_cell` is for cells with two states; the states of an
  /// SLSTM depend on each other and cannot be zoned out separately.
  double zoneout_hidden = 0;
  double zoneout_cell = 0;
};

/// Options of all recurrent layers.
struct RecurrentOptions {
  /// Number of features of the input, or of classes if the input holds class indices.
  Index input_size;
  /// Number of elements of a state.
  Index hidden_size;
  /// Number of stacked layers; each takes the output sequence of the layer below.
  Index num_layers = 1;
  /// Adds the biases bias_ih and bias_hh, b and b'.
  bool bias = true;
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
  /// States are [batch, layers * directions, size] rather than [layers * directions, batch, size].
  /// PyTorch uses the latter even with batch_first.
  bool state_batch_first = false;
  /// Probability of `nn::dropout` between layers during training.
  double dropout = 0;
  /// Processes the sequence in both directions of time.
  bool bidirectional = false;
  /// How each layer combines the outputs of its directions; states are never merged.
  Merge merge = Merge::concat;
  /// Size of h after a projection with weight_hr (Sak et al. 2014), which maps hidden_size elements
  /// to proj_size; 0 for no projection. Only for cells whose formula does not take h, such as LSTM.
  Index proj_size = 0;
  /// Learns the initial states: they are the parameters initial_h, initial_c, ... of each layer and
  /// direction instead of zeros, used when no state is given and after a reset.
  bool learned_state = false;
  /// The activation budget: how many bytes of pre-activations and states c, over all layers and
  /// directions, a call saves for the backward pass; 0 for no limit. Activations beyond the budget
  /// are recomputed in the backward pass. Gradients are bitwise identical, except for rounding with
  /// lengths and for linear cells; recomputation takes up to the time of another forward pass.
  /// Inputs, outputs and one state c per segment are saved in addition. A segment has at least as
  /// many steps as make 256 rows of the batch, however small the budget.
  /// See Note [The memory budget].
  Index memory_budget = 0;
  /// Records each time step as primitive operations: the graph that defines the layer. By default
  /// the steps of a formula cell are one node, which computes the same values and, except for
  /// rounding, the same gradients in less time. Linear cells process all steps at once if they can.
  /// See Note [The compiled scan].
  bool unroll = false;
  /// Element type of parameters, inputs and states.
  DType dtype = float32;

  /// Dropout of recurrent layers, zoneout and weight normalisation; none by default.
  Regularization regularization = {};
};

}  // namespace xgrad::nn
