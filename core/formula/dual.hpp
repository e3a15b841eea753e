// Statically sparse dual numbers: a number with its derivatives for exactly those inputs on which
// it depends.
#pragma once

#include <xgrad/core/formula/value.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <cstddef>

namespace xgrad::formula {

/// Count derivatives of type N. Each is a separate member and is copied separately: g++ keeps such
/// members in registers, but copies arrays and structures as a whole through memory.
template <class N, int Count>
struct Parts {
  N first;
  [[no_unique_address]] Parts<N, Count - 1> rest;

  Parts(const N& first_part, const Parts<N, Count - 1>& other_parts)
      : first(first_part), rest(other_parts) {}
  Parts(const Parts& other) : first(other.first), rest(other.rest) {}
  Parts& operator=(const Parts&) = default;
};
template <class N>
struct Parts<N, 0> {};

/// Derivative number Index.
template <int Index, class N, int Count>
const N& get(const Parts<N, Count>& parts) {
  if constexpr (Index == 0)
    return parts.first;
  else
    return get<Index - 1>(parts.rest);
}

template <class N>
Parts<N, 0> make_parts() {
  return {};
}
template <class N, class... More>
Parts<N, static_cast<int>(sizeof...(More)) + 1> make_parts(const N& first, const More&... more) {
  return {first, make_parts<N>(more...)};
}

/// A number of type N that depends on the inputs in the bit mask Inputs. The derivatives for the
/// inputs in Units are one by construction and are not stored, so no product with zero or one is
/// emitted. Those for the inputs in Products are stored as a part and a factor: derivatives that
/// passed through one function share the factor, which is multiplied only once for all of them.
/// With N a plain Value this is a dual number; over Dual<Value, 1>, a tangent number, it holds
/// second derivatives.
template <class N, unsigned Inputs, unsigned Units = 0, unsigned Products = 0>
struct Dual {
  static_assert((Units & ~Inputs) == 0 && (Products & ~(Inputs & ~Units)) == 0);
  using Number = N;
  static constexpr unsigned kInputs = Inputs;
  static constexpr unsigned kUnits = Units;
  static constexpr unsigned kProducts = Products;
  static constexpr unsigned kStored = Inputs & ~Units;

  N value;
  [[no_unique_address]] Parts<N, std::popcount(kStored)> parts;
  [[no_unique_address]] Parts<N, std::popcount(Products)> factors;

  Dual(const N& x, const Parts<N, std::popcount(kStored)>& derivatives,
       const Parts<N, std::popcount(Products)>& common_factors = {})
      : value(x), parts(derivatives), factors(common_factors) {}
  Dual(const Dual& other) : value(other.value), parts(other.parts), factors(other.factors) {}

  Dual& operator=(const Dual&) = default;
  /// Assignment from other numbers does not compile: the type of a number encodes the inputs on
  /// which it depends, so a variable can be assigned only once.
  template <class Other>
  Dual& operator=(const Other&) {
    static_assert(
        kNever<Other>,
        "xgrad formula: the type of a number says which inputs it depends on; give every "
        "intermediate "
        "result a name of its own (const auto next = acc * y) instead of assigning to an old one");
    return *this;
  }
};

/// A plain value with its derivative in one direction (a tangent number).
template <class V>
using Tangent = Dual<V, 1U>;

// ---- classification of numbers ----

template <class X>
inline constexpr int kDepth = -1;  // not a formula number
template <class T, class Arch>
inline constexpr int kDepth<Value<T, Arch>> = 0;
template <class N, unsigned I, unsigned U, unsigned P>
inline constexpr int kDepth<Dual<N, I, U, P>> = kDepth<N> + 1;

template <class X>
concept Number = kDepth<std::remove_cvref_t<X>>
>= 0;
template <class X>
concept DualNumber = kDepth<std::remove_cvref_t<X>>
>= 1;
template <class X>
concept Constant = std::is_arithmetic_v<std::remove_cvref_t<X>>;

template <class X>
struct PlainOf {
  using type = X;
};
template <class N, unsigned I, unsigned U, unsigned P>
struct PlainOf<Dual<N, I, U, P>> : PlainOf<N> {};

/// The Value type underlying a number.
template <Number X>
using Plain = typename PlainOf<std::remove_cvref_t<X>>::type;

/// Two operands of which at least one is a number; the other may be a C++ constant, which takes the
/// dtype of the number.
template <class A, class B>
concept Operands = (Number<A> && (Number<B> || Constant<B>)) || (Constant<A> && Number<B>);
/// Operands that are not both plain values of one type, for which separate operators exist.
template <class A, class B>
concept MixedOperands = Operands<A, B> && !(kDepth<A> == 0 && kDepth<B> == 0);

/// The plain value of a number.
template <Number X>
Plain<X> plain(const X& x) {
  if constexpr (DualNumber<X>)
    return plain(x.value);
  else
    return x;
}

/// The constant x in the dtype T.
template <class T, class X>
constexpr T converted(X x) {
  if constexpr (std::is_same_v<T, float> && std::is_same_v<X, double>)
    return narrowed(x);
  else
    return static_cast<T>(x);
}

/// x itself if it is a number, else the constant x in the dtype of Like.
template <class Like, class X>
auto number(const X& x) {
  if constexpr (Number<X>)
    return x;
  else
    return Plain<Like>(converted<typename Plain<Like>::Scalar>(x));
}

/// x as a number of type N: a plain value has no derivatives.
template <class N, Number X>
N lift(const X& x) {
  if constexpr (std::is_same_v<N, X>) {
    return x;
  } else {
    static_assert(std::is_same_v<N, Tangent<X>>);
    return {x, make_parts<X>(X(typename X::Scalar(0)))};
  }
}

template <class N>
N constant(double c) {
  return lift<N>(Plain<N>(static_cast<typename Plain<N>::Scalar>(c)));
}

// ---- parts of an operand, as a dual number of a given depth ----

/// The inputs on which X depends as a dual number of depth Depth; numbers of lower depth are
/// constants at that depth.
template <class X, int Depth>
inline constexpr unsigned kInputsAt = 0;
template <class N, unsigned I, unsigned U, unsigned P, int Depth>
inline constexpr unsigned kInputsAt<Dual<N, I, U, P>, Depth> = kDepth<N> + 1 == Depth ? I : 0U;

template <class X, int Depth>
inline constexpr unsigned kUnitsAt = 0;
template <class N, unsigned I, unsigned U, unsigned P, int Depth>
inline constexpr unsigned kUnitsAt<Dual<N, I, U, P>, Depth> = kDepth<N> + 1 == Depth ? U : 0U;

template <int Depth, Number X>
const auto& value_at(const X& x) {
  if constexpr (kDepth<X> == Depth)
    return x.value;
  else
    return x;
}

constexpr bool has(unsigned mask, unsigned bit) {
  return (mask >> bit & 1U) != 0;
}

/// The position of the n-th set bit.
constexpr unsigned nth_bit(unsigned mask, std::size_t n) {
  for (; n > 0; --n) mask &= mask - 1;
  return static_cast<unsigned>(std::countr_zero(mask));
}

constexpr int bits_below(unsigned mask, unsigned bit) {
  return std::popcount(mask & ((1U << bit) - 1U));
}

/// The stored derivative for input Bit, without its factor.
template <unsigned Bit, class N, unsigned I, unsigned U, unsigned P>
const N& stored_part(const Dual<N, I, U, P>& x) {
  return get<bits_below(I & ~U, Bit)>(x.parts);
}

/// The factor of the derivative for input Bit.
template <unsigned Bit, class N, unsigned I, unsigned U, unsigned P>
const N& factor(const Dual<N, I, U, P>& x) {
  return get<bits_below(P, Bit)>(x.factors);
}

/// The derivative for input Bit as a number; an explicit one if it is not stored.
template <unsigned Bit, class N, unsigned I, unsigned U, unsigned P>
N part(const Dual<N, I, U, P>& x) {
  if constexpr (has(U, Bit))
    return constant<N>(1);
  else if constexpr (has(P, Bit))
    return stored_part<Bit>(x) * factor<Bit>(x);
  else
    return stored_part<Bit>(x);
}

/// slope * derivative for input Bit.
template <unsigned Bit, class N, unsigned I, unsigned U, unsigned P, class Slope>
N scaled_part(const Dual<N, I, U, P>& x, const Slope& slope) {
  if constexpr (has(U, Bit))
    return lift<N>(slope);
  else if constexpr (has(P, Bit))
    return stored_part<Bit>(x) * (factor<Bit>(x) * slope);
  else
    return stored_part<Bit>(x) * slope;
}

/// The factor of slope * derivative for input Bit.
template <unsigned Bit, class N, unsigned I, unsigned U, unsigned P>
N scaled_factor(const Dual<N, I, U, P>& x, const N& slope) {
  if constexpr (has(P, Bit))
    return factor<Bit>(x) * slope;
  else
    return slope;
}

}  // namespace xgrad::formula
