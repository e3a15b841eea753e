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

/// w x, and 0 where w is 0, whatever x is; its derivatives likewise. So what has weight 0 may be
/// infinite or NaN.
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

/// The value that two equal numbers share, with half the derivative of each.
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

/// What max and min give where neither number is the greater: equal ones share the derivative, and
/// where one is NaN, each gets all of it.
template <Number A, Number B>
auto undecided(const A& a, const B& b) {
  return where(a == b, halfway(a, b), a + b);
}

/// The greater of two numbers; where they are equal, each gets half the derivative. NaN stays NaN,
/// and then each gets all of it.
template <class A, class B>
requires Operands<A, B>
auto max(const A& a, const B& b) {
  return where(a > b, a, where(a < b, b, undecided(number<B>(a), number<A>(b))));
}
/// The lesser of two numbers; where they are equal, each gets half the derivative. NaN stays NaN,
/// and then each gets all of it.
template <class A, class B>
requires Operands<A, B>
auto min(const A& a, const B& b) {
  return where(a < b, a, where(a > b, b, undecided(number<B>(a), number<A>(b))));
}

/// x where it is positive, else zero; the derivative at zero is zero, that at NaN one.
template <Number X>
auto relu(const X& x) {
  return where(x <= 0, 0, x);
}

/// x limited to [low, high]; the derivative at the limits is one, that at NaN zero.
template <Number X, class Low, class High>
auto clamp(const X& x, const Low& low, const High& high) {
  return where(x < low, low, where(x > high, high, where(x == x, x, plain(x))));
}

}  // namespace xgrad::formula
