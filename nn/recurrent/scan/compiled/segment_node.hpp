// A segment of time steps as one node of the graph. See Note [The compiled scan]. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/segment.hpp>

namespace xgrad::nn {

/// True when the steps of a scan can run as one node per segment: a formula or linear cell, without
/// observers, and not while anomalies are detected, which name single steps.
bool can_compile(const ScanInput& scan);

/// The results of `unroll`, computed in one loop without tensors and recorded as one node.
SegmentOutput run_compiled(const std::shared_ptr<const ScanInput>& scan,
                           const std::shared_ptr<const ScanPlan>& plan, const Segment& segment,
                           const SegmentInput& from, bool again);

}  // namespace xgrad::nn
