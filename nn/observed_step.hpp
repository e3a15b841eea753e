// A step of a recurrent run, as it was computed.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <functional>
#include <memory>
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

/// The observer of a module: one for all its handles, none for its clones.
class SharedObserver {
 public:
  SharedObserver() = default;
  SharedObserver(const SharedObserver& other);
  SharedObserver& operator=(const SharedObserver&) = delete;

  void set(StepObserver observer) const { *observer_ = std::move(observer); }
  const StepObserver& get() const { return *observer_; }

 private:
  std::shared_ptr<StepObserver> observer_ = std::make_shared<StepObserver>();
};

}  // namespace xgrad::nn
