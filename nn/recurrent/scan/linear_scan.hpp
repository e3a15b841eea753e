// Layers with a linear recurrence, computed for all time steps at once. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/scan.hpp>

namespace xgrad::nn {

/// True when the layer is the plain recurrence h' = a * h + b, with a and b that depend on the
/// input only, all sequences have equal lengths, and there is no memory budget.
bool runs_at_once(const ScanInput& input);

/// Computes the result of `scan` with one formula for a and b of all steps and one scan over time.
std::vector<Tensor> linear_layer(const ScanInput& input, std::vector<Tensor>& states);

}  // namespace xgrad::nn
