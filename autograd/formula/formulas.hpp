// The formulas of the library's elementwise operations.
#pragma once

#include <xgrad/core/formula/derive.hpp>

#include <numbers>

namespace xgrad::formulas {

inline constexpr auto add = [](auto a, auto b) { return a + b; };
inline constexpr auto sub = [](auto a, auto b) { return a - b; };
inline constexpr auto mul = [](auto a, auto b) { return a * b; };
inline constexpr auto div = [](auto a, auto b) { return a / b; };
inline constexpr auto neg = [](auto x) { return -x; };
inline constexpr auto exp = [](auto x) { return formula::exp(x); };
inline constexpr auto log = [](auto x) { return formula::log(x); };
inline constexpr auto sqrt = [](auto x) { return formula::sqrt(x); };

inline constexpr auto expm1 = [](auto x) { return formula::expm1(x); };
inline constexpr auto log1p = [](auto x) { return formula::log1p(x); };
inline constexpr auto rsqrt = formula::slope_from_output([](auto x) { return formula::rsqrt(x); },
                                                         [](auto y) { return -0.5 * y * y * y; });
inline constexpr auto tanh = [](auto x) { return formula::tanh(x); };
inline constexpr auto sigmoid = [](auto x) { return formula::sigmoid(x); };
inline constexpr auto silu = [](auto x) { return weighted(formula::sigmoid(x), x); };
inline constexpr auto softplus = [](auto x) { return formula::softplus(x); };
inline constexpr auto relu = formula::slope_from_output(
    [](auto x) { return formula::relu(x); }, [](auto y) { return where(y <= 0, 0.0, 1.0); });
inline constexpr auto gelu = [](auto x) {
  return weighted(0.5 + 0.5 * formula::erf(std::numbers::sqrt2 / 2 * x), x);
};
inline constexpr auto abs = [](auto x) { return formula::abs(x); };
inline constexpr auto square = [](auto x) { return formula::square(x); };
inline constexpr auto sin = [](auto x) { return formula::sin(x); };
inline constexpr auto cos = [](auto x) { return formula::cos(x); };
inline constexpr auto erf = [](auto x) { return formula::erf(x); };
inline constexpr auto minimum = [](auto a, auto b) { return min(a, b); };
inline constexpr auto maximum = [](auto a, auto b) { return max(a, b); };
inline constexpr auto pow = [](auto a, auto b) { return formula::pow(a, b); };
inline constexpr auto where = [](auto condition, auto a, auto b) {
  return formula::where(condition, a, b);
};

inline constexpr auto eq = [](auto a, auto b) { return a == b; };
inline constexpr auto ne = [](auto a, auto b) { return a != b; };
inline constexpr auto lt = [](auto a, auto b) { return a < b; };
inline constexpr auto le = [](auto a, auto b) { return a <= b; };
inline constexpr auto gt = [](auto a, auto b) { return a > b; };
inline constexpr auto ge = [](auto a, auto b) { return a >= b; };

}  // namespace xgrad::formulas
