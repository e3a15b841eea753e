// Arithmetic as xtensor expressions. fmod is exact, so the other results of a division follow from
// it.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/arithmetic.hpp>
#include <xgrad/core/xtensor/combine.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace xgrad::kernels {
namespace {

// Computes modulo 2^64, because signed overflow is undefined.
template <class Operation>
Array wrapped(std::string_view op, const Operation& operation, const Array& a, const Array& b) {
  return combine_elements<std::int64_t>(
      op,
      [operation](std::int64_t x, std::int64_t y) {
        return static_cast<std::int64_t>(
            operation(static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(y)));
      },
      a, b);
}

template <class T>
T truncated_remainder(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fmod(a, b);
  } else {
    return b == -1 ? 0 : a % b;  // the quotient of the least number by -1 overflows
  }
}

// True when the quotient is negative and not whole, so that its floor is one less.
template <class T>
bool rounds_down(T remainder, T b) {
  return remainder != 0 && (remainder < 0) != (b < 0);
}

template <class T>
T floored_remainder(T a, T b) {
  const T remainder = truncated_remainder(a, b);
  return rounds_down(remainder, b) ? remainder + b : remainder;
}

template <class T>
T quotient(T a, T b, Rounding rounding) {
  const T remainder = truncated_remainder(a, b);
  const bool down = rounding == Rounding::floor && rounds_down(remainder, b);
  if constexpr (std::is_floating_point_v<T>) {
    if (b == 0) return a / b;
    const T whole = std::round((a - remainder) / b) - (down ? 1 : 0);
    return whole == 0 ? std::copysign(T(0), a / b) : whole;
  } else {
    if (b == -1) return static_cast<T>(-static_cast<std::uint64_t>(a));
    return a / b - (down ? 1 : 0);
  }
}

void check_divisors(std::string_view op, const Array& a, const Array& b) {
  if (numel(broadcast_shapes(op, a.shape(), b.shape())) == 0) return;
  const auto divisors = xtensor_view<std::int64_t>(b);
  if (std::find(divisors.begin(), divisors.end(), 0) == divisors.end()) return;
  throw ValueError(fmt::format("{}: {} contains 0, by which integers cannot be divided", op, b));
}

template <class Function>
Array divided(std::string_view op, const Array& a, const Array& b, const Function& function) {
  if (a.dtype() != b.dtype() || a.dtype() == bool_) {
    throw DTypeError(fmt::format("{}: a is {}, b is {}, expected numbers of one type", op, a, b),
                     "floating types never mix by themselves: cast one with to(x, dtype)");
  }
  if (a.dtype() == float32) return combine_elements<float>(op, function, a, b);
  if (a.dtype() == float64) return combine_elements<double>(op, function, a, b);
  check_divisors(op, a, b);
  return combine_elements<std::int64_t>(op, function, a, b);
}

}  // namespace

Array integers(std::string_view op, IntegerOp operation, const Array& a, const Array& b) {
  switch (operation) {
    case IntegerOp::add:
      return wrapped(op, std::plus<>(), a, b);
    case IntegerOp::sub:
      return wrapped(op, std::minus<>(), a, b);
    case IntegerOp::mul:
      return wrapped(op, std::multiplies<>(), a, b);
    case IntegerOp::minimum:
      return combine_elements<std::int64_t>(
          op, [](std::int64_t x, std::int64_t y) { return std::min(x, y); }, a, b);
    case IntegerOp::maximum:
      return combine_elements<std::int64_t>(
          op, [](std::int64_t x, std::int64_t y) { return std::max(x, y); }, a, b);
  }
  return {};
}

Array quotients(std::string_view op, Rounding rounding, const Array& a, const Array& b) {
  return divided(op, a, b, [rounding]<class T>(T x, T y) { return quotient(x, y, rounding); });
}

Array remainders(std::string_view op, Rounding rounding, const Array& a, const Array& b) {
  return divided(op, a, b, [rounding]<class T>(T x, T y) {
    return rounding == Rounding::floor ? floored_remainder(x, y) : truncated_remainder(x, y);
  });
}

}  // namespace xgrad::kernels
