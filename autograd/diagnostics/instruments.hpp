// The places where anomaly detection and profilers observe operations and backward passes.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <atomic>
#include <cstdint>

namespace xgrad {

/// The number of instruments that exist in the process, of all kinds.
extern std::atomic<int> instrument_count;

/// True while there is an instrument; one load, so that other programs pay nothing.
inline bool is_instrumented() {
  return instrument_count.load(std::memory_order_relaxed) > 0;
}

/// Counts an instrument during its lifetime.
class Instrument {
 public:
  Instrument() { instrument_count.fetch_add(1, std::memory_order_relaxed); }
  ~Instrument() { instrument_count.fetch_sub(1, std::memory_order_relaxed); }
  Instrument(const Instrument&) = delete;
  Instrument& operator=(const Instrument&) = delete;
};

// Called while there are instruments.

/// Observes the result of an operation.
void observe_result(const Tensor& result);
/// Observes that an operation saved a tensor.
void observe_saved(const Array& array);
/// Observes the gradient that a pullback gave for an input of its node.
void observe_gradient(const Node& node, std::size_t input, const Array& gradient);
/// Observes the complete gradient of an output, as it arrives at its node.
void observe_arrival(const Node& node, const Array& gradient);
/// True when all gradients must be computed where they arise.
bool detects_anomalies();

/// Observes the run of a node in a backward pass, during its lifetime.
class ObservedPullback {
 public:
  explicit ObservedPullback(const Node& node) : node_(is_instrumented() ? &node : nullptr) {
    if (node_) begin();
  }
  ~ObservedPullback() {
    if (node_) end();
  }
  ObservedPullback(const ObservedPullback&) = delete;
  ObservedPullback& operator=(const ObservedPullback&) = delete;

 private:
  void begin();
  void end() noexcept;

  const Node* node_;
  std::int64_t start_ = 0;  // in nanoseconds of the steady clock
};

}  // namespace xgrad
