// Tests of elements: formulas for floating dtypes, comparisons for the others.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/closeness.hpp>
#include <xgrad/core/error.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <limits>

namespace xgrad {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The condition for floating elements; integers and truth values give `otherwise`.
template <class Formula>
Tensor test_elements(const char* name, const Formula& formula, const Tensor& x, bool otherwise) {
  if (is_floating(x.dtype(name))) return Tensor(pointwise_value(name, formula, x));
  return full(x.shape(), otherwise, bool_);
}

// Integers that float64 rounds to one number still differ by 1.
Tensor close_integers(const Tensor& a, const Tensor& b, double rtol, double atol) {
  const Tensor same = eq(a, b), left = to(a, float64), right = to(b, float64);
  const Tensor difference = maximum(abs(sub(left, right)), 1);
  return logical_or(same, le(difference, add(mul(abs(right), rtol), atol)));
}

bool all_true(const Tensor& x) {
  return sum(x).item<std::int64_t>() == x.numel();
}

}  // namespace

Tensor isnan(const Tensor& x) {
  return test_elements(
      "isnan", [](auto v) { return v != v; }, x, false);
}
Tensor isinf(const Tensor& x) {
  return test_elements(
      "isinf", [](auto v) { return v == kInfinity || v == -kInfinity; }, x, false);
}
Tensor isfinite(const Tensor& x) {
  return test_elements(
      "isfinite", [](auto v) { return abs(v) < kInfinity; }, x, true);
}

Tensor isclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  if (!(rtol >= 0 && atol >= 0)) {
    throw ValueError(
        fmt::format("isclose: rtol = {} and atol = {}, expected 0 or more", rtol, atol));
  }
  if (a.dtype("isclose") == b.dtype("isclose") && !is_floating(a.dtype()))
    return close_integers(a, b, rtol, atol);
  return Tensor(pointwise_value(
      "isclose",
      [rtol, atol, equal_nan](auto x, auto y) {
        const auto difference = abs(x - y);
        const auto close = x == y || (difference <= atol + rtol * abs(y) && difference < kInfinity);
        return equal_nan ? close || (x != x && y != y) : close;
      },
      a, b));
}

bool allclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  return all_true(isclose(a, b, rtol, atol, equal_nan));
}

bool equal(const Tensor& a, const Tensor& b) {
  check_defined("equal", a, b);
  return a.shape() == b.shape() && all_true(eq(a, b));
}

}  // namespace xgrad
