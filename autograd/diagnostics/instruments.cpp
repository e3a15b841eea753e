// Passes observations on to anomaly detection and the profiler.
#include <xgrad/autograd/diagnostics/detection.hpp>
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/diagnostics/profiling.hpp>

namespace xgrad {

std::atomic<int> instrument_count = 0;

void observe_result(const Tensor& result) {
  profile_result(result);
  const Ref<Node>& node = result.body()->node;
  if (node && grad_enabled()) check_result(*node, result.array());
}

void observe_saved(const Array& array) {
  profile_saved(array);
}

void observe_gradient(const Node& node, std::size_t input, const Array& gradient) {
  check_gradient(node, input, gradient);
}

void observe_arrival(const Node& node, const Array& gradient) {
  check_arrival(node, gradient);
}

void ObservedPullback::begin() {
  start_ = steady_nanoseconds();
  profile_from_now();
}

void ObservedPullback::end() noexcept {
  try {
    profile_pullback(*node_, start_);
  } catch (const std::exception&) {  // out of memory: the profile lacks one run
  }
}

}  // namespace xgrad
