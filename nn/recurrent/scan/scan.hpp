// The scan: runs one layer in one direction over all time steps. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/scan/layout.hpp>
#include <xgrad/nn/recurrent/scan/plan.hpp>
#include <xgrad/nn/recurrent/scan/states.hpp>
#include <xgrad/nn/recurrent/scan/transforms.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace xgrad::nn {

/// The values of the logistic gates of a step by name, [batch, hidden] each.
using GateValues = std::vector<std::pair<std::string_view, Array>>;

/// The arguments of `scan`.
struct ScanInput {
  const CellInfo& cell;
  CellTensors weights;
  Index hidden_size;
  std::shared_ptr<const SequenceLayout> layout;
  /// Features [rows, features], or class indices [rows].
  Tensor rows;
  /// The initial states.
  States states;
  StateTransforms transforms = {};
  /// Computes all time steps at once, for a linear cell; see `can_run_at_once`.
  bool at_once = false;
  /// Receives h, [rows, h], unless all time steps are computed at once.
  Array buffer = {};
  /// Runs from the last step to the first.
  bool reverse = false;
  /// Also returns the states other than h at all steps.
  bool all_states = false;
  /// Without a value, all activations are saved.
  std::optional<ActivationBudget> budget = {};
  /// Receives each step; requires that there is no budget.
  std::function<void(Index time, const std::vector<Tensor>& states, const GateValues& gates)>
      observer = {};
};

/// The result of `scan`.
struct ScanResult {
  /// h at all steps and, with `all_states`, the other states, [rows, size] each.
  std::vector<Tensor> outputs;
  /// The final states.
  States states;
};

/// Runs a cell over all steps.
ScanResult scan(ScanInput input);

/// True when the cell is the recurrence h' = a * h + b, with a and b that depend on the input only,
/// and all sequences have equal lengths. If nothing but the cell changes the states, one formula and
/// one linear scan compute all time steps.
bool can_run_at_once(const CellInfo& cell, const SequenceLayout& layout);

/// Bytes that one row, one step of one sequence, takes without a limit; an estimate for a composite
/// cell.
Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype);

/// The weights that the steps of a sequence use, prepared by the cell.
CellTensors prepared(const CellInfo& cell, CellTensors weights);

/// Runs a cell over one step, for an input [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
