// The arguments and results of a segment of time steps, unrolled or compiled. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/projection.hpp>
#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// The tensors on which the results of a segment depend.
struct SegmentInput {
  /// The states before the segment.
  States states;
  /// The rows of the input of its steps, in order of time: as a whole, or one tensor per group of
  /// steps if there are several segments, so that their gradients need less memory at once.
  std::vector<Tensor> rows;
  CellTensors weights;
  InputProduct product;
  /// The states after a reset.
  std::vector<Tensor> initial_state;
  /// The buffer of h.
  Tensor buffer;

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    states.for_each_tensor(visit);
    for (Tensor& part : rows) visit(part);
    weights.for_each_tensor(visit);
    product.for_each_tensor(visit);
    for (Tensor& state : initial_state) visit(state);
    visit(buffer);
  }
};

/// The results of a segment.
struct SegmentOutput {
  /// The rows of h, and with `all_states` of the other states, of all steps in order of time. If
  /// `ends_with_h`, h of the last step to run is in `states` only; h of no further step is
  /// undefined.
  std::vector<Tensor> sequences;
  /// The states after the segment.
  States states;

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    for (Tensor& sequence : sequences) visit(sequence);
    states.for_each_tensor(visit);
  }
};

/// True when all sequences have the last step that runs, so that its h is the state h after the
/// segment. The output then consists of the other steps and of that state, whose gradient is summed
/// in the same order whether or not a segment follows.
bool ends_with_h(const SequenceLayout& layout, const Segment& segment);

/// The rows [begin, end) of h that are in `sequences`.
struct RowRange {
  Index begin, end;
};
RowRange rows_of_h(const SequenceLayout& layout, const Segment& segment);

}  // namespace xgrad::nn
