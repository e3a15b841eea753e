// Arithmetic, comparisons and choices on the numbers of a formula, with their derivatives.
#pragma once

#include <xgrad/core/formula/rules.hpp>

namespace xgrad::formula {

// The dual operands meet here: both are numbers, at least one of them of depth 1 or more.

template <bool Minus, Number A, Number B, class N>
auto dual_sum(const A& a, const B& b, const N& value) {
  using Rule = SumRule<kDepthOf<A, B>, Minus, A, B>;
  return assemble<Rule::kInputs, Rule::kUnits>(value, Rule{a, b});
}
template <Number A, Number B>
auto dual_add(const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  return dual_sum<false>(a, b, value_at<depth>(a) + value_at<depth>(b));
}
template <Number A, Number B>
auto dual_subtract(const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  return dual_sum<true>(a, b, value_at<depth>(a) - value_at<depth>(b));
}
template <Number A, Number B>
auto dual_multiply(const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  const auto& value_a = value_at<depth>(a);
  const auto& value_b = value_at<depth>(b);
  return chain(a, b, value_a * value_b, value_b, value_a);
}
template <Number A, Number B>
auto dual_divide(const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  const auto& value_b = value_at<depth>(b);
  const auto quotient = value_at<depth>(a) / value_b;
  const auto reciprocal = 1 / value_b;
  return chain(a, b, quotient, reciprocal, -(quotient * reciprocal));
}
template <class Condition, Number A, Number B>
auto dual_where(const Condition& condition, const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  using Rule = WhereRule<depth, Condition, A, B>;
  return assemble<Rule::kInputsA | Rule::kInputsB, 0U>(
      where(condition, value_at<depth>(a), value_at<depth>(b)), Rule{condition, a, b});
}

template <class A, class B>
requires MixedOperands<A, B>
auto operator+(const A& a, const B& b) {
  if constexpr (DualNumber<A> || DualNumber<B>)
    return dual_add(number<B>(a), number<A>(b));
  else
    return number<B>(a) + number<A>(b);
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator-(const A& a, const B& b) {
  if constexpr (DualNumber<A> || DualNumber<B>)
    return dual_subtract(number<B>(a), number<A>(b));
  else
    return number<B>(a) - number<A>(b);
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator*(const A& a, const B& b) {
  if constexpr (DualNumber<A> || DualNumber<B>)
    return dual_multiply(number<B>(a), number<A>(b));
  else
    return number<B>(a) * number<A>(b);
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator/(const A& a, const B& b) {
  if constexpr (DualNumber<A> || DualNumber<B>)
    return dual_divide(number<B>(a), number<A>(b));
  else
    return number<B>(a) / number<A>(b);
}
template <DualNumber X>
auto operator-(const X& x) {
  return assemble<X::kInputs, 0U>(-x.value, SumRule<kDepth<X>, true, Plain<X>, X>{plain(x), x});
}
template <Number X>
X operator+(const X& x) {
  return x;
}

template <class A, class B>
requires MixedOperands<A, B>
auto operator==(const A& a, const B& b) {
  return plain(number<B>(a)) == plain(number<A>(b));
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator!=(const A& a, const B& b) {
  return plain(number<B>(a)) != plain(number<A>(b));
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator<(const A& a, const B& b) {
  return plain(number<B>(a)) < plain(number<A>(b));
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator<=(const A& a, const B& b) {
  return plain(number<B>(a)) <= plain(number<A>(b));
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator>(const A& a, const B& b) {
  return plain(number<B>(a)) > plain(number<A>(b));
}
template <class A, class B>
requires MixedOperands<A, B>
auto operator>=(const A& a, const B& b) {
  return plain(number<B>(a)) >= plain(number<A>(b));
}

/// `acc += y` would assign a number of one type to a name of another.
template <Number A, class B>
A& operator+=(A& a, const B&) {
  static_assert(kNever<B>,
                "xgrad formula: give every intermediate result a name of its own instead of '+='");
  return a;
}
template <Number A, class B>
A& operator-=(A& a, const B&) {
  static_assert(kNever<B>,
                "xgrad formula: give every intermediate result a name of its own instead of '-='");
  return a;
}
template <Number A, class B>
A& operator*=(A& a, const B&) {
  static_assert(kNever<B>,
                "xgrad formula: give every intermediate result a name of its own instead of '*='");
  return a;
}
template <Number A, class B>
A& operator/=(A& a, const B&) {
  static_assert(kNever<B>,
                "xgrad formula: give every intermediate result a name of its own instead of '/='");
  return a;
}

/// a where the condition holds, b elsewhere; neither value nor derivative of the other one leaks,
/// NaN or not.
template <class T, class Arch, class A, class B>
requires((Number<A> || Constant<A>)&&(Number<B> || Constant<B>)&&!(
    kDepth<A> == 0 && kDepth<B> == 0)) auto where(const Mask<T, Arch>& condition, const A& a,
                                                  const B& b) {
  using V = Value<T, Arch>;
  if constexpr (DualNumber<A> || DualNumber<B>)
    return dual_where(condition, number<V>(a), number<V>(b));
  else
    return where(condition, number<V>(a), number<V>(b));
}

/// The greater of two numbers; where they are equal, each gets half the derivative. NaN stays NaN.
template <class A, class B>
requires Operands<A, B>
auto max(const A& a, const B& b) {
  return where(a > b, a, where(a < b, b, 0.5 * a + 0.5 * b));
}
/// The lesser of two numbers; where they are equal, each gets half the derivative. NaN stays NaN.
template <class A, class B>
requires Operands<A, B>
auto min(const A& a, const B& b) {
  return where(a < b, a, where(a > b, b, 0.5 * a + 0.5 * b));
}

/// x where it is positive, else zero; the derivative at zero is zero.
template <Number X>
auto relu(const X& x) {
  return where(x <= 0, 0, x);
}

/// x limited to [low, high]; the derivative at the limits is one.
template <Number X, class Low, class High>
auto clamp(const X& x, const Low& low, const High& high) {
  return where(x < low, low, where(x > high, high, x));
}

}  // namespace xgrad::formula
