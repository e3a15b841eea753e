// Layers whose states are linear in those before: all steps at once. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/scan.hpp>

namespace xgrad::nn {

/// True when h' = a * h + b, with a and b that depend on the input alone, is all that the scan
/// does, for sequences of one length and without a memory budget.
bool runs_at_once(const ScanInput& input);

/// What `scan` gives, by one formula for a and b of all steps and one scan over time.
std::vector<Tensor> linear_layer(const ScanInput& input, std::vector<Tensor>& states);

}  // namespace xgrad::nn
