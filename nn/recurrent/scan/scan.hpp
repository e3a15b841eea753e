// The scan: runs one layer in one direction over all time steps. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/cell_step.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace xgrad::nn {

/// The activation budget of a scan in bytes: how much it saves of the pre-activations and of the
/// states other than h, which is the output. See Note [The memory budget].
struct ScanMemory {
  /// Bytes saved for the last steps of the scan; earlier steps are recomputed.
  Index saved = std::numeric_limits<Index>::max();
  /// Maximal bytes of one recomputed segment.
  Index at_once = saved;
};

/// Bytes that one row, one step of one sequence, takes without a limit; an estimate for a composite
/// cell.
Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype);

/// The arguments of `scan`.
struct ScanInput {
  const CellInfo& cell;
  CellTensors weights;
  Index hidden_size;
  /// Rows of features [rows, features], or class indices [rows].
  Tensor rows;
  std::shared_ptr<const Timeline> timeline;
  StateTransforms transforms = {};
  /// Receives h, [rows, h].
  Array buffer;
  /// Runs from the last step to the first.
  bool reverse = false;
  /// Also returns the states other than h at all steps.
  bool all_states = false;
  ScanMemory memory = {};
  /// Receives each step; requires an unlimited `memory`.
  std::function<void(Index time, const std::vector<Tensor>& states, const GateValues& gates)>
      observer = {};
};

/// Runs a cell over all steps. `states`, [batch, size] each, are the initial states on entry and
/// the final states on return. Returns h, a view of the buffer, and with `all_states` the other
/// states at all steps, [rows, size] each.
std::vector<Tensor> scan(const ScanInput& input, std::vector<Tensor>& states);

/// Runs a cell over one step, for an input [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
