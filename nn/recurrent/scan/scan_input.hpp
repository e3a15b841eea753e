// The arguments and the result of a scan. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/scan/gate_values.hpp>
#include <xgrad/nn/recurrent/scan/layout.hpp>
#include <xgrad/nn/recurrent/scan/plan.hpp>
#include <xgrad/nn/recurrent/scan/states.hpp>
#include <xgrad/nn/recurrent/scan/transforms.hpp>

#include <functional>

namespace xgrad::nn {

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
  /// The layer in the stack, for messages.
  Index layer = 0;
  /// Runs from the last step to the first.
  bool reverse = false;
  /// Records every step as primitive operations, not each segment as one node.
  bool unroll = false;
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

}  // namespace xgrad::nn
