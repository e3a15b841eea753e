// PackedStep: the weights of one layer, packed for the compiled step of its cell. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/cells/step_kernels.hpp>

namespace xgrad::nn {

/// The weights of a layer in the order in which a step reads them: for two groups of units at a
/// time, and for the last one alone if their number is odd,
///
/// - b of all gate blocks, plus b' without kSeparate; zeros if there is none;
/// - b', with kSeparate and a recurrent product;
/// - the cell's own parameters;
/// - the columns of W, then those of U.
///
/// Each bias and column has the gate blocks of the first group, then those of the second one. The
/// lanes after the last unit repeat the first unit of its group, so that they raise no other
/// floating-point exceptions.
class PackedStep {
 public:
  struct Sizes {
    Index units;        // hidden_size
    Index input_size;   // columns of W
    Index hidden_size;  // columns of U: hidden_size or proj_size
  };

  /// The cell must have a compiled step.
  PackedStep(const CellInfo& cell, const Sizes& sizes, DType dtype);

  /// Packs the weights; those of earlier calls are replaced.
  void pack(const CellTensors& weights);

  /// The number of elements of a row of states: the units, rounded up to whole groups.
  Index padded() const { return groups_ * lanes_; }
  /// Copies elements [units] to a row of `padded()` elements.
  void pad(const void* elements, void* row) const;

  /// The arguments of a step, with null pointers for inputs and states.
  StepArguments arguments(Index rows) const;
  /// Computes one step.
  void run(const StepArguments& step) const { run_(step); }

 private:
  template <class T>
  void pack_elements(const CellTensors& weights);

  const CellInfo* cell_;
  Sizes sizes_;
  Index lanes_, groups_;
  void (*run_)(const StepArguments&);
  Array elements_;
};

/// The step of a projection: h = W_hr h. Its W is `weight_hr`.
const CellInfo& projection_cell();

}  // namespace xgrad::nn
