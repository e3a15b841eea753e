// ObservedStep: one time step of a recurrent layer, as passed to observers.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// One step of one layer and direction.
struct ObservedStep {
  Index layer, direction, time;
  /// The states after the step, h first, [batch, size] each, as part of the graph, for the
  /// sequences that have this step, sorted by decreasing length.
  const std::vector<Tensor>& states;
  /// The values of the logistic gates in [0, 1], [batch, hidden_size] each; empty for a composite
  /// cell.
  const std::vector<std::pair<std::string_view, Array>>& gates;
};

}  // namespace xgrad::nn
