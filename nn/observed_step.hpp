// A step of a recurrent run, as it was computed.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// One step of one layer and direction, as it was computed.
struct ObservedStep {
  Index layer, direction, time;
  /// After the step, h first, [batch, hidden], part of the graph.
  const std::vector<Tensor>& states;
  /// Values in [0, 1] of the logistic gates, [batch, hidden].
  const std::vector<std::pair<std::string_view, Array>>& gates;
};

using StepObserver = std::function<void(const ObservedStep&)>;

}  // namespace xgrad::nn
