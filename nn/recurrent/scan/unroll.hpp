// The time loop, unrolled into primitive operations. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/projection.hpp>
#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// The tensors on which the results of a segment depend.
struct SegmentInput {
  /// The states before the segment.
  States states;
  /// The inputs of its chunks.
  std::vector<Tensor> chunks;
  CellTensors weights;
  InputProduct product;
  /// The states after a reset.
  std::vector<Tensor> initial_state;
  /// The buffer of h.
  Tensor buffer;

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    states.for_each_tensor(visit);
    for (Tensor& chunk : chunks) visit(chunk);
    weights.for_each_tensor(visit);
    product.for_each_tensor(visit);
    for (Tensor& state : initial_state) visit(state);
    visit(buffer);
  }
};

/// The results of a segment.
struct SegmentOutput {
  /// For h, and with `all_states` for the other states, the value at each step in order of time.
  std::vector<std::vector<Tensor>> sequences;
  /// The states after the segment; h is undefined if it is the output of the last step.
  States states;

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    for (std::vector<Tensor>& sequence : sequences) {
      for (Tensor& step : sequence) visit(step);
    }
    states.for_each_tensor(visit);
  }
};

/// Runs the steps of a segment one after the other. The first run writes h into the buffer of the
/// scan; a recomputation, `again`, reads it from there.
SegmentOutput unroll(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                     SegmentInput from, bool again);

/// Runs a cell over one step, for an input [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
