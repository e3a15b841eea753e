// Recurrent layers: stacks of cells that process sequences in one or both directions of time.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/recurrent/cells/cell_variant.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/parameters.hpp>
#include <xgrad/nn/recurrent/scan/observed_step.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <tuple>

namespace xgrad::nn {

class States;
class Stepper;
struct ScanInput;

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
  // Defined once, rather than in every file that has a layer among its members.
  RecurrentBase(const RecurrentBase& other);
  ~RecurrentBase() override;

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

  /// The types that braced lists stand for in calls: `layer(x, {}, {.lengths = lengths})`.
  using ForwardParameters = std::tuple<const Tensor&, const State&, const Sequences&>;

  /// Runs the layer without hooks, and also returns the states of all layers at all time steps.
  RecurrentStates all_states(const Tensor& input, const State& state = {},
                             const Sequences& sequences = {}) const;

  /// Streaming inference of `batch` sequences with the present weights, one time step per call
  /// (include nn/recurrent/stepper.hpp). Throws ValueError for a bidirectional layer or a composite
  /// cell.
  Stepper stepper(Index batch = 1) const;

  /// The recurrent weight matrices by name; with weight_norm, the effective weights. Empty for a
  /// cell without a recurrent product.
  /// [blocks * hidden_size, h] each
  NamedTensors recurrent_weights() const;
  /// The number of features of the output.
  Index output_size() const;
  std::string extra_repr() const override;
  const RecurrentOptions& options() const { return options_; }
  /// The description of the cell. Internal.
  const CellInfo& cell() const { return *cell_; }

  /// Passes every step of later calls to `observer`, for all handles but not for clones, until the
  /// returned handle removes it. Such calls ignore the memory budget, unroll the steps, and
  /// process those of linear cells one at a time.
  HookHandle observe_steps(StepObserver observer) const {
    return add_step_observer(std::move(observer));
  }

 protected:
  /// The generator is used for initialisation and dropout and must outlive the module. Throws
  /// ValueError for invalid options.
  RecurrentBase(const CellInfo& cell, const RecurrentOptions& options, Generator& generator);

 private:
  struct Input;  // of one call, as the scans take it

  DType dtype() const { return weights_[0].dtype(); }
  std::string suffix_of(std::size_t index) const;
  std::size_t directions() const { return options_.bidirectional ? 2 : 1; }
  std::optional<GateConvention> gate_convention() const override;
  void check_states(const State& state, const Input& input) const;
  std::vector<States> initial_states(const State& state, const Input& input) const;
  State final_state(const std::vector<States>& states, const Input& input) const;
  ScanInput scan_input(std::size_t index, const Input& input, States states, bool all) const;
  Tensor run_layer(std::size_t layer, const Input& input, std::vector<States>& states,
                   State* all) const;
  Input rows_of(const Tensor& input, const State& state, const Sequences& sequences) const;
  RecurrentStates run(Input input, const State& state, bool all) const;

  const CellInfo* cell_;
  RecurrentOptions options_;
  Generator* generator_;
  std::vector<LayerWeights> weights_;  // layer by layer, the directions of a layer adjacent
};

/// A recurrent layer, or a stack of layers, of any cell.
template <class C>
class Recurrent : public Module<Recurrent<C>, RecurrentBase> {
  using Base = Module<Recurrent<C>, RecurrentBase>;

 public:
  /// Throws ValueError for options that are invalid, or invalid for this cell.
  explicit Recurrent(const RecurrentOptions& options, Generator& generator = default_generator())
      : Recurrent(options, {}, generator) {}
  /// A layer of a variant of the cell: of an RNN with relu, or of one of the forms of a GRU.
  Recurrent(const RecurrentOptions& options, const CellVariant<C>& variant,
            Generator& generator = default_generator())
      : Base(cell_info(variant), options, generator) {}

  /// The name of the cell.
  std::string_view name() const override { return class_name<C>(); }
};

}  // namespace xgrad::nn
