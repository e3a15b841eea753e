// One time step of a layer: recurrent product, cell, and state transforms. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>

namespace xgrad::nn {

/// Transforms of the states of one layer and direction between the steps: reset, dropout, zoneout.
struct StateTransforms {
  /// bool [rows]: true for sequences that are reset before the step; undefined when there are none.
  Array reset = {};
  /// Initial states after a reset, [hidden] each; undefined for the cell's constants.
  std::vector<Tensor> initial_state = {};
  /// Dropout mask of h in the recurrent product, [batch, h], for all time steps.
  Tensor hidden_mask = {};
  /// Zoneout masks during training: bool [rows, size] for each state, true for the old value.
  std::vector<Tensor> zoneout_mask = {};
  /// Zoneout rates in inference: the weight of the old value of each state.
  std::vector<double> zoneout_rate = {};
};

/// The rows of the projections that one step reads and may overwrite.
struct StepRows {
  const Tensor& from_input;
  const Tensor& from_hidden;
  /// Index of the first row in the batch.
  Index row = 0;
};

/// The values of the logistic gates of a step by name, [batch, hidden] each.
using GateValues = std::vector<std::pair<std::string_view, Array>>;

/// Advances the states by one step. Writes the next h into `target` if it is defined, and the
/// values of the logistic gates into `gates` if it is not null.
void cell_step(const CellInfo& cell, const CellTensors& weights, const StateTransforms& transforms,
               const StepRows& rows, std::vector<Tensor>& states, const Array& target,
               GateValues* gates = nullptr);

/// The weights that the steps of a sequence use, prepared by the cell.
CellTensors prepared(const CellInfo& cell, CellTensors weights);

}  // namespace xgrad::nn
