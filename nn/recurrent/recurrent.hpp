// Recurrent layers: sequences through stacks of cells, in one or both directions of time.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/parameters.hpp>
#include <xgrad/nn/recurrent/scan/observed_step.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>
#include <xgrad/nn/recurrent/state.hpp>

namespace xgrad::nn {

class Batch;
struct CellInfo;
struct ScanMemory;

/// What a recurrent layer gives: the last layer's h at every time step, and the final state.
struct RecurrentOutput {
  Tensor output;
  State state;
};

/// What a recurrent layer gives for a packed batch.
struct PackedOutput {
  PackedSequence output;
  State state;
};

/// A `RecurrentOutput` with the states of every layer at every time step, shaped like an output;
/// those of both directions lie side by side on the last axis.
struct RecurrentStates {
  Tensor output;
  State state;
  std::vector<State> layers;
};

/// What all recurrent layers share: parameters with PyTorch's names, shapes, order and first
/// values, and the way of a sequence through them.
class RecurrentBase : public ModuleBase {
 public:
  /// Input [time, batch, input_size], or [time, input_size] for a single sequence; the output has
  /// `output_size()` features, the state is shaped as `State` says, without its batch axis for a
  /// single sequence. An int64 input [time, batch] or [time] holds class indices and stands for
  /// their one-hot rows of length input_size, which are never formed: their product with the
  /// weights is a lookup. Without time steps the output is empty, and the state stays as it was.
  /// Throws ShapeError, DTypeError, IndexError, ValueError.
  RecurrentOutput forward(const Tensor& input, const State& state = {},
                          const Sequences& sequences = {}) const;
  RecurrentOutput forward(const Tensor& input, const Sequences& sequences) const;
  /// `forward` for a packed batch; states are in the caller's order.
  PackedOutput forward(const PackedSequence& input, const State& state = {}) const;

  /// `forward` without hooks, giving the states of all layers at all time steps, too.
  RecurrentStates all_states(const Tensor& input, const State& state = {},
                             const Sequences& sequences = {}) const;

  /// The matrices that h is multiplied with, by name; with weight_norm, what it makes of its parts.
  /// [blocks * hidden_size, h] each   None for a cell without such a product.
  NamedTensors recurrent_weights() const;
  /// Features of the output.
  Index output_size() const;
  std::string details() const override;
  const RecurrentOptions& options() const { return options_; }
  /// What the cell says of itself. Internal.
  const CellInfo& cell() const { return *cell_; }

  /// Shows every step of later calls to `observer`, under all handles but not in clones, until the
  /// handle that this gives removes it. These calls have no memory budget, and the steps of linear
  /// cells are taken one by one.
  HookHandle observe_steps(StepObserver observer) const {
    return add_step_observer(std::move(observer));
  }

 protected:
  /// The generator, used for initialisation and dropout, must outlive the module. Throws ValueError
  /// for options that make no sense.
  RecurrentBase(const CellInfo& cell, const RecurrentOptions& options, Generator& generator);

 private:
  using States = std::vector<std::vector<Tensor>>;  // states of each layer and direction

  DType dtype() const { return weights_[0].dtype(); }
  std::string suffix_of(std::size_t row) const;
  std::size_t directions() const { return options_.bidirectional ? 2 : 1; }
  void check_states(const State& state, Index batch, bool batched) const;
  States initial_states(const State& state, Index batch) const;
  State last_states(const States& states) const;
  ScanMemory memory_of(std::size_t row, Index rows) const;
  Tensor run_direction(std::size_t row, const Tensor& rows, const Batch& batch,
                       std::vector<Tensor>& states, const Array& buffer,
                       std::vector<Tensor>* all) const;
  Tensor run_layer(std::size_t layer, const Tensor& rows, const Batch& batch, States& states,
                   State* all) const;
  Tensor run(const Batch& batch, State& state, std::vector<State>* all) const;
  RecurrentStates run(const Tensor& input, const State& state, const Sequences& sequences,
                      bool all) const;

  const CellInfo* cell_;
  RecurrentOptions options_;
  Generator* generator_;
  std::vector<LayerWeights> weights_;  // layer by layer, the directions of each side by side
};

/// The cell C as the scan sees it. Defined by cells/compile.hpp, which a file with a cell of its
/// own includes; the library has compiled those of variants.hpp.
template <class C>
const CellInfo& cell_info();

/// A layer, or a stack of them, of any cell.
template <class C>
class Recurrent : public Module<Recurrent<C>, RecurrentBase> {
 public:
  /// Throws ValueError for options that make no sense, or not for this cell.
  explicit Recurrent(const RecurrentOptions& options, Generator& generator = default_generator())
      : Module<Recurrent<C>, RecurrentBase>(cell_info<C>(), common_options(options), generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

/// Elman's network: h' = tanh(W x + b + U h + b'), or relu.
class RNN : public Module<RNN, RecurrentBase> {
 public:
  explicit RNN(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Long short-term memory; its equations stand with `cells::LSTM`.
class LSTM : public Module<LSTM, RecurrentBase> {
 public:
  explicit LSTM(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Gated recurrent units; their equations stand with `cells::GRU`.
class GRU : public Module<GRU, RecurrentBase> {
 public:
  explicit GRU(const RecurrentOptions& options, Generator& generator = default_generator());
};

}  // namespace xgrad::nn
