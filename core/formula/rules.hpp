// How the derivatives of a result follow from those of its operands.
#pragma once

#include <xgrad/core/formula/dual.hpp>

namespace xgrad::formula {

/// d f(x) = slope dx
template <class X, class Slope>
struct Chain {
  const X& x;
  const Slope& slope;
  template <unsigned Bit>
  auto part() const {
    return scaled_part<Bit>(x, slope);
  }
};

template <class N, unsigned I, unsigned U, class Slope>
Dual<N, I> chain(const Dual<N, I, U>& x, const N& value, const Slope& slope) {
  return assemble<I, 0U>(value, Chain<Dual<N, I, U>, Slope>{x, slope});
}

/// d f(a, b) = slope_a da + slope_b db
template <int Depth, class A, class B, class SlopeA, class SlopeB>
struct BinaryChain {
  const A& a;
  const B& b;
  const SlopeA& slope_a;
  const SlopeB& slope_b;
  template <unsigned Bit>
  auto part() const {
    constexpr bool in_a = has(kInputsAt<A, Depth>, Bit);
    constexpr bool in_b = has(kInputsAt<B, Depth>, Bit);
    if constexpr (in_a && in_b)
      return scaled_part<Bit>(a, slope_a) + scaled_part<Bit>(b, slope_b);
    else if constexpr (in_a)
      return scaled_part<Bit>(a, slope_a);
    else
      return scaled_part<Bit>(b, slope_b);
  }
};

template <class A, class B>
inline constexpr int kDepthOf = kDepth<A> > kDepth<B> ? kDepth<A> : kDepth<B>;

template <class A, class B, class N, class SlopeA, class SlopeB>
auto chain(const A& a, const B& b, const N& value, const SlopeA& slope_a, const SlopeB& slope_b) {
  constexpr int depth = kDepthOf<A, B>;
  return assemble<kInputsAt<A, depth> | kInputsAt<B, depth>, 0U>(
      value, BinaryChain<depth, A, B, SlopeA, SlopeB>{a, b, slope_a, slope_b});
}

/// d (a + b) = da + db and d (a - b) = da - db; a derivative of one stays one where it meets no
/// other.
template <int Depth, bool Minus, class A, class B>
struct SumRule {
  static constexpr unsigned kInputsA = kInputsAt<A, Depth>;
  static constexpr unsigned kInputsB = kInputsAt<B, Depth>;
  static constexpr unsigned kInputs = kInputsA | kInputsB;
  static constexpr unsigned kUnits =
      (kUnitsAt<A, Depth> & ~kInputsB) | (Minus ? 0U : kUnitsAt<B, Depth> & ~kInputsA);
  const A& a;
  const B& b;
  template <unsigned Bit>
  auto part() const {
    constexpr bool in_a = has(kInputsA, Bit);
    constexpr bool in_b = has(kInputsB, Bit);
    if constexpr (in_a && in_b && Minus)
      return formula::part<Bit>(a) - formula::part<Bit>(b);
    else if constexpr (in_a && in_b)
      return formula::part<Bit>(a) + formula::part<Bit>(b);
    else if constexpr (in_a)
      return formula::part<Bit>(a);
    else if constexpr (Minus && has(kUnitsAt<B, Depth>, Bit))
      return constant<typename B::Number>(-1);
    else if constexpr (Minus)
      return -formula::part<Bit>(b);
    else
      return formula::part<Bit>(b);
  }
};

/// d where(c, a, b) = where(c, da, db): the derivative of the branch not taken does not matter.
template <int Depth, class Condition, class A, class B>
struct WhereRule {
  static constexpr unsigned kInputsA = kInputsAt<A, Depth>;
  static constexpr unsigned kInputsB = kInputsAt<B, Depth>;
  const Condition& condition;
  const A& a;
  const B& b;
  template <unsigned Bit>
  auto part() const {
    constexpr bool in_a = has(kInputsA, Bit);
    constexpr bool in_b = has(kInputsB, Bit);
    if constexpr (in_a && in_b) {
      return where(condition, formula::part<Bit>(a), formula::part<Bit>(b));
    } else if constexpr (in_a) {
      return where(condition, formula::part<Bit>(a), constant<typename A::Number>(0));
    } else {
      return where(condition, constant<typename B::Number>(0), formula::part<Bit>(b));
    }
  }
};

}  // namespace xgrad::formula
