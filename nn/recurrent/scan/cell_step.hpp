// One time step: the recurrent product, the cell, and what a layer does to states besides.
// Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>

namespace xgrad::nn {

/// What happens to the states of one layer and direction between and after the cell's steps.
struct StateTransforms {
  /// bool [rows]: sequences that are reset before this step; undefined for none.
  Array reset = {};
  /// Their initial states [hidden]; undefined for the cell's constants.
  std::vector<Tensor> initial_state = {};
  /// Factors of h in the recurrent product, [batch, h]: dropped units, the same at all steps.
  Tensor hidden_mask = {};
  /// Zoneout while training: bool [rows, size] for each state, true where the old value stays.
  std::vector<Tensor> zoneout_mask = {};
  /// Zoneout in inference: the share of the old value in each state.
  std::vector<double> zoneout_rate = {};
};

/// What one step reads: its rows of the projections, which the step may use up.
struct StepRows {
  const Tensor& from_input;
  const Tensor& from_hidden;
  /// The first of them in the batch.
  Index row = 0;
};

/// The values of the logistic gates of a step, by name.   [batch, hidden] each
using GateValues = std::vector<std::pair<std::string_view, Array>>;

/// Replaces the states by those of the next step. The next h is written into `target`, where it is
/// defined; the values of the logistic gates go to `gates`, where that is not null.
void cell_step(const CellInfo& cell, const CellTensors& weights, const StateTransforms& transforms,
               const StepRows& rows, std::vector<Tensor>& states, const Array& target,
               GateValues* gates = nullptr);

/// What the steps of a sequence get: the weights, prepared by the cell.
CellTensors prepared(const CellInfo& cell, CellTensors weights);

}  // namespace xgrad::nn
