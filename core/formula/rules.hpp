// Rules that compute the derivatives of a result from those of its operands.
#pragma once

#include <xgrad/core/formula/dual.hpp>

#include <utility>

namespace xgrad::formula {

/// The derivative that a rule stores: only the part if the rule separates a factor.
template <unsigned Bit, unsigned Products, class Rule>
auto part_to_store(const Rule& rule) {
  if constexpr (has(Products, Bit))
    return rule.template bare_part<Bit>();
  else
    return rule.template part<Bit>();
}

/// Builds a dual number from the derivatives of a rule: `part<Bit>()` for those stored as a whole,
/// `bare_part<Bit>()` and `factor<Bit>()` for those in Products.
template <unsigned Inputs, unsigned Units, unsigned Products, class N, class Rule, std::size_t... K,
          std::size_t... F>
Dual<N, Inputs, Units, Products> assemble(const N& value, const Rule& rule,
                                          std::index_sequence<K...>, std::index_sequence<F...>) {
  return {value, make_parts<N>(part_to_store<nth_bit(Inputs & ~Units, K), Products>(rule)...),
          make_parts<N>(rule.template factor<nth_bit(Products, F)>()...)};
}
template <unsigned Inputs, unsigned Units, unsigned Products = 0, class N, class Rule>
Dual<N, Inputs, Units, Products> assemble(const N& value, const Rule& rule) {
  constexpr auto stored = static_cast<std::size_t>(std::popcount(Inputs & ~Units));
  constexpr auto products = static_cast<std::size_t>(std::popcount(Products));
  return assemble<Inputs, Units, Products>(value, rule, std::make_index_sequence<stored>{},
                                           std::make_index_sequence<products>{});
}

/// A factor is separated if at least two derivatives share it and they are plain values: for
/// tangent numbers a separate factor needs more registers than it saves multiplications.
template <class N>
constexpr unsigned shared(unsigned candidates) {
  return kDepth<N> == 0 && std::popcount(candidates) >= 2 ? candidates : 0U;
}

/// d f(x) = slope dx
template <class X, class Slope>
struct Chain {
  using N = typename X::Number;
  static constexpr unsigned kProducts = std::is_same_v<Slope, N> ? shared<N>(X::kStored) : 0U;
  const X& x;
  const Slope& slope;
  template <unsigned Bit>
  N part() const {
    return scaled_part<Bit>(x, slope);
  }
  template <unsigned Bit>
  N bare_part() const {
    return stored_part<Bit>(x);
  }
  template <unsigned Bit>
  N factor() const {
    return scaled_factor<Bit>(x, slope);
  }
};

template <DualNumber X, class N, class Slope>
auto chain(const X& x, const N& value, const Slope& slope) {
  using Rule = Chain<X, Slope>;
  return assemble<X::kInputs, 0U, Rule::kProducts>(value, Rule{x, slope});
}

/// The inputs whose derivatives X stores as a dual number of depth Depth.
template <class X, int Depth>
inline constexpr unsigned kStoredAt = kInputsAt<X, Depth> & ~kUnitsAt<X, Depth>;

/// d f(a, b) = slope_a da + slope_b db
template <int Depth, class N, class A, class B, class SlopeA, class SlopeB>
struct BinaryChain {
  static constexpr unsigned kInputsA = kInputsAt<A, Depth>;
  static constexpr unsigned kInputsB = kInputsAt<B, Depth>;
  static constexpr unsigned kProductsA =
      std::is_same_v<SlopeA, N> ? kStoredAt<A, Depth> & ~kInputsB : 0U;
  static constexpr unsigned kProductsB =
      std::is_same_v<SlopeB, N> ? kStoredAt<B, Depth> & ~kInputsA : 0U;
  static constexpr unsigned kProducts = shared<N>(kProductsA | kProductsB);
  const A& a;
  const B& b;
  const SlopeA& slope_a;
  const SlopeB& slope_b;
  template <unsigned Bit>
  N part() const {
    constexpr bool in_a = has(kInputsA, Bit);
    constexpr bool in_b = has(kInputsB, Bit);
    if constexpr (in_a && in_b)
      return scaled_part<Bit>(a, slope_a) + scaled_part<Bit>(b, slope_b);
    else if constexpr (in_a)
      return scaled_part<Bit>(a, slope_a);
    else
      return scaled_part<Bit>(b, slope_b);
  }
  template <unsigned Bit>
  N bare_part() const {
    if constexpr (has(kInputsA, Bit))
      return stored_part<Bit>(a);
    else
      return stored_part<Bit>(b);
  }
  template <unsigned Bit>
  N factor() const {
    if constexpr (has(kInputsA, Bit))
      return scaled_factor<Bit>(a, slope_a);
    else
      return scaled_factor<Bit>(b, slope_b);
  }
};

template <class A, class B>
inline constexpr int kDepthOf = kDepth<A> > kDepth<B> ? kDepth<A> : kDepth<B>;

template <class A, class B, class N, class SlopeA, class SlopeB>
auto chain(const A& a, const B& b, const N& value, const SlopeA& slope_a, const SlopeB& slope_b) {
  using Rule = BinaryChain<kDepthOf<A, B>, N, A, B, SlopeA, SlopeB>;
  return assemble<Rule::kInputsA | Rule::kInputsB, 0U, Rule::kProducts>(
      value, Rule{a, b, slope_a, slope_b});
}

/// d (a + b) = da + db and d (a - b) = da - db; a derivative of one remains implicit unless it is
/// added to another one.
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

/// d weighted(w, x) = weighted(dw, x) + weighted(w, dx): in each term, a zero on the left gives 0.
template <int Depth, class W, class X>
struct WeightedRule {
  static constexpr unsigned kInputsW = kInputsAt<W, Depth>;
  static constexpr unsigned kInputsX = kInputsAt<X, Depth>;
  static constexpr unsigned kInputs = kInputsW | kInputsX;
  const W& w;
  const X& x;
  template <unsigned Bit>
  auto part() const {
    constexpr bool in_w = has(kInputsW, Bit);
    constexpr bool in_x = has(kInputsX, Bit);
    const auto& value_w = value_at<Depth>(w);
    const auto& value_x = value_at<Depth>(x);
    if constexpr (in_w && in_x)
      return weighted(formula::part<Bit>(w), value_x) + weighted(value_w, formula::part<Bit>(x));
    else if constexpr (in_w)
      return lift<typename W::Number>(weighted(formula::part<Bit>(w), value_x));
    else
      return lift<typename X::Number>(weighted(value_w, formula::part<Bit>(x)));
  }
};

/// d halfway(a, b) = da / 2 + db / 2
template <int Depth, class A, class B>
struct HalfwayRule {
  static constexpr unsigned kInputsA = kInputsAt<A, Depth>;
  static constexpr unsigned kInputsB = kInputsAt<B, Depth>;
  static constexpr unsigned kInputs = kInputsA | kInputsB;
  const A& a;
  const B& b;
  template <unsigned Bit>
  auto part() const {
    constexpr bool in_a = has(kInputsA, Bit);
    constexpr bool in_b = has(kInputsB, Bit);
    if constexpr (in_a && in_b)
      return 0.5 * formula::part<Bit>(a) + 0.5 * formula::part<Bit>(b);
    else if constexpr (in_a)
      return 0.5 * formula::part<Bit>(a);
    else
      return 0.5 * formula::part<Bit>(b);
  }
};

/// d where(c, a, b) = where(c, da, db): the derivative of the branch not selected has no effect.
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
