// The values of a segment's steps, computed in one loop without tensors. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/compiled/steps.hpp>

namespace xgrad::nn {

/// The results of a loop over the steps of a segment.
struct SegmentValues {
  /// The states after the segment; undefined for h if it is the output of the last step.
  PoolVector<Array> final_states;
  /// With `recorded`, everything the backward pass needs; else only the states of `all_states`.
  Activations saved;
};

/// Runs the steps of a segment, in the order and with the products and formulas of `unroll`. Writes
/// h into the buffer of the scan, or, `again`, only reads it from there.
SegmentValues run_steps(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                        const SegmentInput& from, bool recorded, bool again);

}  // namespace xgrad::nn
