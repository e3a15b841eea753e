// A step of a recurrent run, as it was computed.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// One step of one layer and direction, as it was computed.
struct ObservedStep {
  Index layer, direction, time;
  /// After the step, h first, [batch, size] each, part of the graph: those of the sequences that
  /// reach the step, the longest first.
  const std::vector<Tensor>& states;
  /// Values in [0, 1] of the logistic gates, [batch, hidden_size] each; none for a cell with a step
  /// of its own.
  const std::vector<std::pair<std::string_view, Array>>& gates;
};

}  // namespace xgrad::nn
