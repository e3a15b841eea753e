// The scan: runs one layer in one direction over all time steps. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// Runs a cell over all steps.
ScanResult scan(ScanInput input);

/// Bytes that one row, one step of one sequence, takes without a limit; an estimate for a composite
/// cell.
Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype);

}  // namespace xgrad::nn
