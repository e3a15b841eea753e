// Layers with a linear recurrence, computed for all time steps at once. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// True when the cell is the recurrence h' = a * h + b, with a and b that depend on the input only,
/// and all sequences have equal lengths. If nothing but the cell changes the states, one formula and
/// one linear scan compute all time steps.
bool can_run_at_once(const CellInfo& cell, const SequenceLayout& layout);

/// The result of `scan` with `at_once`, by one formula for a and b of all steps and one scan over
/// time. The output has its own memory.
ScanResult scan_linear(const ScanInput& input);

}  // namespace xgrad::nn
