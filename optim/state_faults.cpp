// Checks of counters and stored tensors.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/state_faults.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::optim {
namespace {

bool is_possible(double value, StateRange range) {
  switch (range) {
    case StateRange::of_squares:
      return value >= 0;
    case StateRange::not_negative:
      return value >= 0 && std::isfinite(value);
    case StateRange::positive:
      return value > 0 && std::isfinite(value);
    case StateRange::fraction:
      return value >= 0 && value <= 1;
    case StateRange::finite:
      break;
  }
  return std::isfinite(value);
}

const char* description_of(StateRange range) {
  switch (range) {
    case StateRange::of_squares:
      return "be a mean or sum of squares, at least 0";
    case StateRange::not_negative:
      return "be at least 0 and finite";
    case StateRange::positive:
      return "be positive and finite";
    case StateRange::fraction:
      return "be from 0 to 1";
    case StateRange::finite:
      break;
  }
  return "be finite";
}

}  // namespace

std::string fault_of_count(const Tensor& count, Index least, Index most) {
  const auto value = count.item<Index>();
  if (value >= least && value <= most) return "";
  return fmt::format(" is {}, must be from {} to {}", value, least,
                     most == kMostSteps ? "2^53" : std::to_string(most));
}

std::string fault_of_values(const Tensor& values, StateRange range) {
  const Array dense = kernels::contiguous(values.array());
  return visit_floating(dense.dtype(), [&]<class T>(T) -> std::string {
    for (Index i = 0; i < dense.numel(); ++i) {
      const T value = dense.data<T>()[i];
      if (is_possible(static_cast<double>(value), range)) continue;
      return fmt::format(" holds {} at element {}, must {}{}", value, i, description_of(range),
                         std::isfinite(value) ? "" : "; only a diverged training leaves that");
    }
    return "";
  });
}

}  // namespace xgrad::optim
