// Evaluates a formula on plain, dual and tangent numbers, which gives its values, its gradients and
// the gradients of these.
#pragma once

#include <xgrad/core/formula/functions.hpp>

#include <tuple>

namespace xgrad::formula {

/// A formula of one input with a derivative that is cheaper in terms of the output:
/// dy/dx = slope(y). See slope_from_output.
template <class F, class S>
struct OutputSlope {
  F value;
  S slope;
  template <class X>
  auto operator()(const X& x) const {
    return value(x);
  }
};

/// Sets the derivative of a formula of one input in terms of the output y, so that the pullback
/// avoids recomputation and saves y instead of x:
///   slope_from_output([](auto x) { return exp(x); }, [](auto y) { return y; })
template <class F, class S>
constexpr OutputSlope<F, S> slope_from_output(F value, S slope) {
  return {value, slope};
}

template <class F>
inline constexpr bool kHasOutputSlope = false;
template <class F, class S>
inline constexpr bool kHasOutputSlope<OutputSlope<F, S>> = true;

// ---- outputs of a formula ----

template <class R>
inline constexpr bool kIsMask = false;
template <class T, class Arch>
inline constexpr bool kIsMask<Mask<T, Arch>> = true;

template <class R>
struct Outputs {
  static_assert(Number<R> || kIsMask<R>,
                "xgrad formula: return one number, one condition, or a std::tuple of them; a "
                "constant becomes one "
                "as 0 * x + constant");
  static constexpr int kCount = 1;
  static std::tuple<R> tuple(const R& result) { return std::tuple<R>(result); }
};
template <class... R>
struct Outputs<std::tuple<R...>> {
  static_assert(sizeof...(R) > 0 && ((Number<R> || kIsMask<R>)&&...),
                "xgrad formula: every element of the returned std::tuple must be a number or a "
                "condition; a constant "
                "becomes a number as 0 * x + constant");
  static constexpr int kCount = sizeof...(R);
  static const std::tuple<R...>& tuple(const std::tuple<R...>& result) { return result; }
};

/// The outputs as a std::tuple, for every return type of a formula.
template <class R>
decltype(auto) outputs_of(const R& result) {
  return Outputs<R>::tuple(result);
}

/// A bit mask: bit m is set when element m of a tuple of outputs is a condition.
template <class... R>
constexpr unsigned conditions_in(const std::tuple<R...>*) {
  unsigned mask = 0;
  unsigned bit = 1;
  ((mask |= kIsMask<R> ? bit : 0U, bit <<= 1), ...);
  return mask;
}

// ---- seeds of derivatives ----

/// x as the input Bit, with derivative one, for differentiation over numbers of type N.
template <unsigned Bit, class N>
Dual<N, 1U << Bit, 1U << Bit> seed(const N& x) {
  return {x, {}};
}
template <unsigned Bit, class T, class Arch>
Mask<T, Arch> seed(const Mask<T, Arch>& condition) {
  return condition;
}

/// x with the derivative v, the direction of the tangent.
template <class T, class Arch>
Tangent<Value<T, Arch>> make_tangent(const Value<T, Arch>& x, const Value<T, Arch>& v) {
  return {x, make_parts<Value<T, Arch>>(v)};
}
template <class T, class Arch>
Mask<T, Arch> make_tangent(const Mask<T, Arch>& condition, const Value<T, Arch>&) {
  return condition;
}

// ---- gradients: sums over outputs of g_m d y_m / d x ----

/// A sum without terms.
struct ZeroTerm {};
inline ZeroTerm operator+(ZeroTerm, ZeroTerm) {
  return {};
}
template <Number X>
X operator+(ZeroTerm, const X& x) {
  return x;
}
template <Number X>
X operator+(const X& x, ZeroTerm) {
  return x;
}

/// g * dy / dx_Bit, or ZeroTerm if y does not depend on that input. Depth distinguishes the dual
/// numbers of this differentiation from outputs that are constant in it.
template <unsigned Bit, int Depth, class Y, class V>
auto gradient_term(const Y& y, const V& g) {
  if constexpr (!has(kInputsAt<Y, Depth>, Bit))
    return ZeroTerm{};
  else if constexpr (has(kUnitsAt<Y, Depth>, Bit))
    return lift<typename Y::Number>(g);
  else if constexpr (has(Y::kProducts, Bit))
    return (g * factor<Bit>(y)) * stored_part<Bit>(y);
  else
    return g * stored_part<Bit>(y);
}

template <unsigned Bit, int Depth, class Tuple, class V, std::size_t... M>
auto gradient_sum(const Tuple& outputs, const V* gradients, std::index_sequence<M...>) {
  return (ZeroTerm{} + ... + gradient_term<Bit, Depth>(std::get<M>(outputs), gradients[M]));
}

/// The gradient of input Bit as a plain value; zero if no output depends on it.
template <unsigned Bit, class V, class... Y>
V gradient(const std::tuple<Y...>& outputs, const V* gradients) {
  const auto sum =
      gradient_sum<Bit, 1>(outputs, gradients, std::make_index_sequence<sizeof...(Y)>{});
  if constexpr (Number<decltype(sum)>)
    return sum;
  else
    return V(0);
}

/// The tangent of the gradient of input Bit: the gradient of <v, first pullback> with respect to
/// that input.
template <unsigned Bit, class V, class... Y>
V gradient_tangent(const std::tuple<Y...>& outputs, const V* gradients) {
  const auto sum =
      gradient_sum<Bit, 2>(outputs, gradients, std::make_index_sequence<sizeof...(Y)>{});
  if constexpr (DualNumber<decltype(sum)>)
    return sum.parts.first;
  else
    return V(0);
}

/// The tangent of an output: the gradient of <v, first pullback> with respect to that output's
/// incoming gradient.
template <class V, class Y>
V output_motion(const Y& y) {
  if constexpr (kDepth<Y> == 2)
    return y.value.parts.first;
  else if constexpr (kDepth<Y> == 1)
    return y.parts.first;
  else
    return V(0);
}

}  // namespace xgrad::formula
