// Recurrent layers: stacks of cells that process sequences in one or both directions of time.
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

/// The output of a recurrent layer: the last layer's h at every time step, and the final state.
struct RecurrentOutput {
  Tensor output;
  State state;
};

/// The output of a recurrent layer for a packed batch.
struct PackedOutput {
  PackedSequence output;
  State state;
};

/// A `RecurrentOutput` and the states of every layer at every time step, each shaped like an
/// output; the states of both directions are concatenated on the last axis.
struct RecurrentStates {
  Tensor output;
  State state;
  std::vector<State> layers;
};

/// Base of all recurrent layers: parameters with PyTorch's names, shapes, order and initialisation,
/// and the forward pass of a sequence.
class RecurrentBase : public ModuleBase {
 public:
  /// Runs the layer over a padded batch [time, batch, input_size] or a single sequence
  /// [time, input_size]. The output has `output_size()` features; the state has the shapes given by
  /// `State`, without the batch axis for a single sequence. An int64 input [time, batch] or [time]
  /// holds class indices and is equivalent to their one-hot vectors of length input_size, but the
  /// product with weight_ih is a lookup. For an input without time steps the output is empty, and
  /// the state is unchanged.
  /// Throws ShapeError, DTypeError, IndexError, ValueError.
  RecurrentOutput forward(const Tensor& input, const State& state = {},
                          const Sequences& sequences = {}) const;
  RecurrentOutput forward(const Tensor& input, const Sequences& sequences) const;
  /// Runs the layer over a packed batch; states are in the caller's order.
  PackedOutput forward(const PackedSequence& input, const State& state = {}) const;

  /// Runs the layer without hooks, and also returns the states of all layers at all time steps.
  RecurrentStates all_states(const Tensor& input, const State& state = {},
                             const Sequences& sequences = {}) const;

  /// The recurrent weight matrices by name; with weight_norm, the effective weights. Empty for a
  /// cell without a recurrent product.
  /// [blocks * hidden_size, h] each
  NamedTensors recurrent_weights() const;
  /// The number of features of the output.
  Index output_size() const;
  std::string details() const override;
  const RecurrentOptions& options() const { return options_; }
  /// The description of the cell. Internal.
  const CellInfo& cell() const { return *cell_; }

  /// Passes every step of later calls to `observer`, for all handles but not for clones, until the
  /// returned handle removes it. Such calls ignore the memory budget and process the steps of
  /// linear cells one at a time.
  HookHandle observe_steps(StepObserver observer) const {
    return add_step_observer(std::move(observer));
  }

 protected:
  /// The generator is used for initialisation and dropout and must outlive the module. Throws
  /// ValueError for invalid options.
  RecurrentBase(const CellInfo& cell, const RecurrentOptions& options, Generator& generator);

 private:
  using States = std::vector<std::vector<Tensor>>;  // of each layer and direction

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
  std::vector<LayerWeights> weights_;  // layer by layer, the directions of a layer adjacent
};

/// The description of the cell C. Defined in cells/compile.hpp, which a file that defines a cell
/// must include; the library instantiates it for the cells of variants.hpp.
template <class C>
const CellInfo& cell_info();

/// A recurrent layer, or a stack of layers, of any cell.
template <class C>
class Recurrent : public Module<Recurrent<C>, RecurrentBase> {
 public:
  /// Throws ValueError for options that are invalid, or invalid for this cell.
  explicit Recurrent(const RecurrentOptions& options, Generator& generator = default_generator())
      : Module<Recurrent<C>, RecurrentBase>(cell_info<C>(), common_options(options), generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

/// Elman's network: h' = tanh(W x + b + U h + b'), or relu instead of tanh.
class RNN : public Module<RNN, RecurrentBase> {
 public:
  explicit RNN(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Long short-term memory; `cells::LSTM` gives the equations.
class LSTM : public Module<LSTM, RecurrentBase> {
 public:
  explicit LSTM(const RecurrentOptions& options, Generator& generator = default_generator());
};

/// Gated recurrent unit; `cells::GRU` gives the equations.
class GRU : public Module<GRU, RecurrentBase> {
 public:
  explicit GRU(const RecurrentOptions& options, Generator& generator = default_generator());
  std::string details() const override;

 private:
  std::optional<GateConvention> gate_convention() const override;
};

}  // namespace xgrad::nn
