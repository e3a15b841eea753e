// RNN, LSTM and GRU: sequences through layers of cells, in one or both directions of time.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module.hpp>

#include <cstdint>

namespace xgrad::nn {

struct CellKind;
struct ScanMemory;

/// What a recurrent layer carries from one time step, or one piece of a text, to the next. Each is
/// [layers * directions, batch, hidden_size]; an undefined tensor stands for zeros.
struct State {
  /// The hidden state: what the layer puts out.
  Tensor h = {};
  /// The cell state of an LSTM.
  Tensor c = {};

  /// The same values without history: the place where back-propagation through time stops.
  State detach() const;
};

/// What a recurrent layer gives: the last layer's h at every time step, and the final state.
struct RecurrentOutput {
  Tensor output;
  State state;
};

/// The activation of an RNN.
enum class Nonlinearity : std::uint8_t { tanh, relu };

/// What z = 1 does in a GRU: `replace` the state by the candidate, h' = (1 - z) h + z n, or `keep`
/// it, h' = (1 - z) n + z h, as PyTorch, Keras and ONNX have it. Changing the sign of the rows of z
/// in all weights turns one into the other.
enum class UpdateGate : std::uint8_t { replace, keep };

/// Options of RNN, LSTM, GRU and Recurrent.
struct RecurrentOptions {
  Index input_size;
  Index hidden_size;
  /// Layers on top of each other: each reads the output sequence of the one below.
  Index num_layers = 1;
  bool bias = true;
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
  /// Probability of `nn::dropout` between layers while training.
  double dropout = 0;
  /// Run through time both ways; the output is [forward | backward] on its last axis.
  bool bidirectional = false;
  /// Bytes that a call keeps for the way back, 0 for no limit: of the pre-activations and states c
  /// of all layers and directions. What goes beyond is computed again when the engine comes there:
  /// the same gradients, bit by bit, for up to the time of another forward pass. Inputs, outputs
  /// and a state c for each part stay besides; a part is at least as many steps as make 256 rows of
  /// the batch, however small the budget. See Note [The memory budget].
  Index memory_budget = 0;
  DType dtype = float32;
  /// Of an RNN only.
  Nonlinearity nonlinearity = Nonlinearity::tanh;
  /// Of a GRU only.
  UpdateGate update_gate = UpdateGate::replace;
};

/// The parameters of one layer and direction; without biases, those are undefined.
struct CellWeights {
  Parameter w_ih, w_hh, b_ih, b_hh;
};

/// What all recurrent layers share: parameters with PyTorch's names, shapes, order and first
/// values, and the way of a sequence through them.
class RecurrentBase : public ModuleBase {
 public:
  /// Input [time, batch, input_size], or [time, input_size] for a single sequence; the output has
  /// directions * hidden_size features, the state is as described there, without its batch axis for
  /// a single sequence. An int64 input [time, batch] or [time] holds class numbers and stands for
  /// their one-hot rows of length input_size, which are never formed: their product with the
  /// weights is a lookup. Throws ShapeError, DTypeError, IndexError; ValueError for no time steps.
  RecurrentOutput forward(const Tensor& input, const State& state = {}) const;

  std::string details() const override;
  const RecurrentOptions& options() const { return options_; }

 protected:
  /// The generator, used for first values and dropout, must outlive the module. Throws ValueError
  /// for options that make no sense.
  RecurrentBase(const CellKind& cell, const RecurrentOptions& options, Generator& generator);

 private:
  using States = std::vector<std::vector<Tensor>>;  // states of each layer and direction

  Index directions() const { return options_.bidirectional ? 2 : 1; }
  void check_input(const Tensor& input) const;
  void check_states(const State& state, const Tensor& input, bool batched) const;
  States first_states(const State& state, Index batch) const;
  State last_states(const States& states) const;
  ScanMemory memory_of(std::size_t row, const Tensor& input) const;
  Tensor run_layer(Index layer, const Tensor& input, States& states) const;

  const CellKind* cell_;
  RecurrentOptions options_;
  Generator* generator_;
  std::vector<CellWeights> weights_;  // layer by layer, the directions of each side by side
};

/// Elman's network: h' = tanh(W x + b + U h + b'), or relu.
class RNN : public Module<RNN, RecurrentBase> {
 public:
  explicit RNN(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Long short-term memory; its equations stand with `cells::Lstm`.
class LSTM : public Module<LSTM, RecurrentBase> {
 public:
  explicit LSTM(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Gated recurrent units; their equations stand with `cells::Gru`.
class GRU : public Module<GRU, RecurrentBase> {
 public:
  explicit GRU(const RecurrentOptions& options, Generator& generator = default_generator());
};

}  // namespace xgrad::nn
