// Detection of non-finite values in results and gradients.
#include <xgrad/autograd/diagnostics/anomaly.hpp>
#include <xgrad/autograd/diagnostics/detection.hpp>
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/print.hpp>

#include <atomic>

namespace xgrad {
namespace {

std::atomic<int> nan_modes = 0;
std::atomic<int> infinity_modes = 0;

// The non-finite elements of a value; empty if there are none.
std::string anomaly_in(const Array& value) {
  if (!is_floating(value.dtype())) return "";
  return nonfinite_elements(value, infinity_modes.load(std::memory_order_relaxed) > 0);
}

std::string in_module(const Node& node) {
  return node.where()[0] == '\0' ? "" : fmt::format(" in {}", node.where());
}

}  // namespace

AnomalyMode::AnomalyMode(AnomalyOptions options) : options_(options) {
  nan_modes.fetch_add(1, std::memory_order_relaxed);
  if (options_.infinities) infinity_modes.fetch_add(1, std::memory_order_relaxed);
}

AnomalyMode::~AnomalyMode() {
  nan_modes.fetch_sub(1, std::memory_order_relaxed);
  if (options_.infinities) infinity_modes.fetch_sub(1, std::memory_order_relaxed);
}

bool detects_anomalies() {
  return is_instrumented() && nan_modes.load(std::memory_order_relaxed) > 0;
}

void check_result(const Node& node, const Array& value) {
  if (!detects_anomalies()) return;
  const std::string anomaly = anomaly_in(value);
  if (anomaly.empty()) return;
  const std::string_view outer = running_operation();
  throw NumericError(
      fmt::format("{}: the result {} is the first anomaly{}: {}", node.name(), value,
                  outer.empty() ? "" : fmt::format(", in the backward pass of '{}'", outer),
                  anomaly),
      "its inputs are finite, unless they are constants: look there for a logarithm, root, "
      "quotient or exponential outside its domain");
}

void check_gradient(const Node& node, std::size_t input, const Array& gradient) {
  if (!detects_anomalies()) return;
  const std::string anomaly = anomaly_in(gradient);
  if (anomaly.empty()) return;
  throw NumericError(
      fmt::format(
          "the backward pass of '{}'{}: the gradient {} for input {} is the first anomaly: {}",
          node.name(), in_module(node), gradient, input, anomaly),
      "the derivative is not finite at the values of the forward pass, or the gradient overflows");
}

void check_arrival(const Node& node, const Array& gradient) {
  if (!detects_anomalies()) return;
  const std::string anomaly = anomaly_in(gradient);
  if (anomaly.empty()) return;
  throw NumericError(
      fmt::format("backward: the gradient {} that arrives at '{}'{} is the first anomaly: {}",
                  gradient, node.name(), in_module(node), anomaly),
      "it was passed to backward(), returned by a hook, or is a sum that overflows");
}

}  // namespace xgrad
