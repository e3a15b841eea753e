// StateTransforms: what happens to the states between time steps. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>

#include <span>

namespace xgrad::nn {

/// Reset, dropout and zoneout of the states of one layer and direction. Rows are those of its
/// SequenceLayout; `row` is the first one of a step.
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

  bool has_zoneout() const { return !zoneout_mask.empty() || !zoneout_rate.empty(); }

  /// Resets the states of sequences in which an episode starts.
  void reset_states(const CellInfo& cell, Index row, std::vector<Tensor>& states) const;
  /// Returns h with recurrent dropout.   [batch, h]
  Tensor dropped(const Tensor& h) const;
  /// Mixes the next states with the old ones (Krueger et al. 2017).
  void apply_zoneout(Index row, const std::vector<Tensor>& states, std::span<Tensor> next) const;
};

}  // namespace xgrad::nn
