// The time loop, unrolled into primitive operations: the definition of a scan. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/segment.hpp>

namespace xgrad::nn {

/// Runs the steps of a segment one after the other. The first run writes h into the buffer of the
/// scan; a recomputation, `again`, reads it from there.
SegmentOutput unroll(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                     SegmentInput from, bool again);

/// Runs a cell over one step, for an input [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
