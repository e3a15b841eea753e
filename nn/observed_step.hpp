// A step of a recurrent run, as it was computed.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
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

/// Is shown steps as they are computed.
using StepObserver = std::function<void(const ObservedStep&)>;

/// The observer of a module: one for all its handles, none for its clones.
class SharedObserver {
 public:
  SharedObserver() = default;
  SharedObserver(const SharedObserver& other);
  SharedObserver& operator=(const SharedObserver&) = delete;

  /// Replaces the observer; gives its number.
  std::uint64_t set(StepObserver observer) const;
  /// Removes the observer of that number, if it is still there.
  void remove(std::uint64_t number) const;
  /// The observer; empty where there is none.
  StepObserver get() const { return slot_->observer; }

 private:
  friend class Cloning;
  struct Slot {
    StepObserver observer = {};
    std::uint64_t number = 0;
  };
  std::shared_ptr<Slot> slot_ = std::make_shared<Slot>();
};

}  // namespace xgrad::nn
