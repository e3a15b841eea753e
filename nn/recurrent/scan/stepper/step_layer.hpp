// StepLayer: one layer of a stepper, its packed weights and its states. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/stepper/packed_step.hpp>

#include <optional>

namespace xgrad::nn {

/// Computes one layer step by step. Two sets of states alternate: a step reads those of its turn, 0
/// or 1, and writes those of the other turn.
class StepLayer {
 public:
  /// Packs the weights, with a projection if they have one. `initial` are the initial states [size].
  StepLayer(const CellInfo& cell, const CellTensors& weights, const std::vector<Tensor>& initial,
            const PackedStep::Sizes& sizes, Index batch);

  /// The number of states.
  std::size_t count() const { return initial_.size(); }
  /// State i, [batch, padded(i)]; the elements after the last unit repeat others.
  const Array& state(int turn, std::size_t i) const { return states_[turn][i]; }
  Index padded(std::size_t i) const { return steps_of(i).padded(); }
  /// One row of state i.
  std::byte* row(int turn, std::size_t i, Index row) const;
  /// Sets a row of state i to `elements`, or to the initial state.
  void set_row(int turn, std::size_t i, Index at, const void* elements) const;
  void set_initial(int turn, std::size_t i, Index at) const;
  /// Sets all states to those of another layer of equal sizes.
  void copy_states(int turn, const StepLayer& other) const;

  /// Makes the layer take h of `below`, a layer whose steps run before its own.
  void set_input(const StepLayer& below);
  /// Sets the input of the first layer: rows without gaps, or class indices if it is null.
  void set_input(int turn, const void* input, const std::int64_t* classes) {
    if (padded_input_.defined()) return pad_input(turn, input);
    arguments_[turn].input = input;
    arguments_[turn].classes = classes;
  }
  /// Computes a step; `flushes` sets subnormal numbers of the next states to zero.
  void run(int turn, bool flushes) {
    arguments_[turn].flushes = flushes;
    step_.run(arguments_[turn]);
    if (!projection_) return;
    projections_[turn].flushes = flushes;
    projection_->run(projections_[turn]);
  }

 private:
  const PackedStep& steps_of(std::size_t i) const {
    return i == 0 && projection_ ? *projection_ : step_;
  }
  void point();
  void pad_input(int turn, const void* input);

  PackedStep step_;
  std::optional<PackedStep> projection_;
  Index batch_, input_size_;
  std::size_t element_;  // its bytes
  std::vector<Array> states_[2], initial_;
  Array padded_input_;  // for a formula that takes x
  Array unprojected_;   // h before the projection
  // The pointers of the arguments.
  std::vector<const void*> from_[2];
  std::vector<void*> to_[2], projected_[2];
  StepArguments arguments_[2] = {}, projections_[2] = {};
};

}  // namespace xgrad::nn
