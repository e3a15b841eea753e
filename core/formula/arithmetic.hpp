// Arithmetic, comparisons and selection on the numbers of a formula, with their derivatives.
#pragma once

#include <xgrad/core/formula/rules.hpp>

namespace xgrad::formula {

// Operators on dual numbers: both operands are numbers, and at least one has depth 1 or more.

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

/// Does not compile: `acc += y` would assign a number of one type to a variable of another.
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

/// a where the condition is true, else b; value and derivative of the other one do not affect the
/// result, even if they are NaN.
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

/// w x, but 0 where w is 0, for any x, including infinity and NaN; likewise for its derivatives.
template <class T, class Arch>
Value<T, Arch> weighted(const Value<T, Arch>& w, const Value<T, Arch>& x) {
  return where(w == 0, w, w * x);
}
template <Number W, Number X>
auto dual_weighted(const W& w, const X& x) {
  constexpr int depth = kDepthOf<W, X>;
  using Rule = WeightedRule<depth, W, X>;
  return assemble<Rule::kInputs, 0U>(weighted(value_at<depth>(w), value_at<depth>(x)), Rule{w, x});
}
template <class W, class X>
requires MixedOperands<W, X>
auto weighted(const W& w, const X& x) {
  if constexpr (DualNumber<W> || DualNumber<X>)
    return dual_weighted(number<X>(w), number<W>(x));
  else
    return weighted(number<X>(w), number<W>(x));
}

/// The common value of two equal numbers, with half the derivative of each.
template <class T, class Arch>
Value<T, Arch> halfway(const Value<T, Arch>& a, const Value<T, Arch>&) {
  return a;
}
template <Number A, Number B>
requires MixedOperands<A, B>
auto halfway(const A& a, const B& b) {
  constexpr int depth = kDepthOf<A, B>;
  using Rule = HalfwayRule<depth, A, B>;
  return assemble<Rule::kInputs, 0U>(halfway(value_at<depth>(a), value_at<depth>(b)), Rule{a, b});
}

/// The result of max and min where neither number is greater: equal numbers share the derivative;
/// where one is NaN, each gets the whole derivative.
template <Number A, Number B>
auto undecided(const A& a, const B& b) {
  return where(a == b, halfway(a, b), a + b);
}

/// The greater of two numbers. Equal numbers get half the derivative each. NaN propagates, and then
/// each number gets the whole derivative.
template <class A, class B>
requires Operands<A, B>
auto max(const A& a, const B& b) {
  return where(a > b, a, where(a < b, b, undecided(number<B>(a), number<A>(b))));
}
/// The lesser of two numbers. Equal numbers get half the derivative each. NaN propagates, and then
/// each number gets the whole derivative.
template <class A, class B>
requires Operands<A, B>
auto min(const A& a, const B& b) {
  return where(a < b, a, where(a > b, b, undecided(number<B>(a), number<A>(b))));
}

/// x if it is positive, else 0; the derivative at 0 is 0, at NaN 1.
template <Number X>
auto relu(const X& x) {
  return where(x <= 0, 0, x);
}

/// x clamped to [low, high]; the derivative at the limits is 1, at NaN 0.
template <Number X, class Low, class High>
auto clamp(const X& x, const Low& low, const High& high) {
  return where(x < low, low, where(x > high, high, where(x == x, x, plain(x))));
}

}  // namespace xgrad::formula
