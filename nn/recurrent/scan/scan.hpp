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
  /// Receives h, [rows, h]; not used if the scan `runs_at_once`.
  Array buffer = {};
  /// Runs from the last step to the first.
  bool reverse = false;
  /// Also returns the states other than h at all steps.
  bool all_states = false;
  ActivationBudget budget = {};
  /// Receives each step; requires an unlimited budget.
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

/// True when the layer is the plain recurrence h' = a * h + b, with a and b that depend on the
/// input only, so that one formula computes a and b of all steps: all sequences have equal lengths,
/// and nothing but the cell changes the states.
bool runs_at_once(const ScanInput& input);

/// Bytes that one row, one step of one sequence, takes without a limit; an estimate for a composite
/// cell.
Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype);

/// The weights that the steps of a sequence use, prepared by the cell.
CellTensors prepared(const CellInfo& cell, CellTensors weights);

/// Runs a cell over one step, for an input [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
