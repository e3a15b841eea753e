// The functions that a formula may call, for all kinds of numbers.
#pragma once

#include <xgrad/core/formula/primitives.hpp>
#include <xgrad/core/formula/trace.hpp>

namespace xgrad::formula {

template <class F, class T, class Arch>
Slope<Value<T, Arch>> with_slope(const Value<T, Arch>& x) {
  return F::with_slope(x);
}
template <class F, class V>
Slope<Tangent<V>> with_slope(const Tangent<V>& x) {
  const Slope<V> at = F::with_slope(x.value);
  return {chain(x, at.value, at.slope),
          chain(x, at.slope, F::curvature(x.value, at.value, at.slope))};
}

/// Applies the primitive F to a number.
template <class F, Number X>
auto apply(const X& x) {
  if constexpr (DualNumber<X>) {
    const auto at = with_slope<F>(x.value);
    return chain(x, at.value, at.slope);
  } else {
    return F::value(x);
  }
}

template <DualNumber X>
auto exp(const X& x) {
  return apply<Exp>(x);
}
template <DualNumber X>
auto expm1(const X& x) {
  return apply<Expm1>(x);
}
template <DualNumber X>
auto log(const X& x) {
  return apply<Log>(x);
}
template <DualNumber X>
auto log1p(const X& x) {
  return apply<Log1p>(x);
}
template <DualNumber X>
auto sqrt(const X& x) {
  return apply<Sqrt>(x);
}
/// 1 / sqrt(x)
template <Number X>
auto rsqrt(const X& x) {
  return apply<Rsqrt>(x);
}
template <DualNumber X>
auto tanh(const X& x) {
  return apply<Tanh>(x);
}
/// 1 / (1 + exp(-x))
template <DualNumber X>
auto sigmoid(const X& x) {
  return apply<Sigmoid>(x);
}
/// log(1 + exp(x)), finite for all finite x
template <Number X>
auto softplus(const X& x) {
  return apply<Softplus>(x);
}
/// |x|; the derivative at zero is zero
template <DualNumber X>
auto abs(const X& x) {
  return apply<Abs>(x);
}
template <Number X>
auto square(const X& x) {
  return apply<Square>(x);
}
template <DualNumber X>
auto sin(const X& x) {
  return apply<Sin>(x);
}
template <DualNumber X>
auto cos(const X& x) {
  return apply<Cos>(x);
}
template <DualNumber X>
auto erf(const X& x) {
  return apply<Erf>(x);
}

/// a^b.   d/da = b a^(b - 1), zero where b is 0;   d/db = a^b log a, zero where a is 0 and b >= 0.
template <class A, class B>
requires MixedOperands<A, B>
auto pow(const A& base, const B& exponent) {
  const auto a = number<B>(base);
  const auto b = number<A>(exponent);
  if constexpr (DualNumber<A> || DualNumber<B>) {
    constexpr int depth = kDepthOf<A, B>;
    const auto& value_a = value_at<depth>(a);
    const auto& value_b = value_at<depth>(b);
    const auto y = pow(value_a, value_b);
    const auto slope_a = [&] {
      if constexpr (kInputsAt<A, depth> != 0)
        return where(value_b == 0, 0, value_b * pow(value_a, value_b - 1));
      else
        return 0;
    }();
    const auto slope_b = [&] {
      if constexpr (kInputsAt<B, depth> != 0)
        return where(value_a == 0 && value_b >= 0, 0, y * log(value_a));
      else
        return 0;
    }();
    return chain(a, b, y, slope_a, slope_b);
  } else {
    return pow(a, b);
  }
}

}  // namespace xgrad::formula
