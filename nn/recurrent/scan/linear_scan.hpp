// Layers with a linear recurrence, computed for all time steps at once. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/scan.hpp>

namespace xgrad::nn {

/// The result of `scan` with `at_once`, by one formula for a and b of all steps and one scan over
/// time. The output has its own memory.
ScanResult scan_linear(const ScanInput& input);

}  // namespace xgrad::nn
