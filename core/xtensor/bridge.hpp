// Conversions between xtensor and xgrad: containers from arrays and tensors, arrays from
// expressions.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/core/xtensor/view.hpp>

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>

namespace xgrad {

/// A copy of the elements; throws DTypeError unless they have type T.
template <class T>
xt::xarray<T> to_xtensor(const Array& x) {
  if (x.dtype() != dtype_of<T>()) {
    throw DTypeError("to_xtensor: asked for " + std::string(name_of(dtype_of<T>())) +
                     " elements of a " + std::string(name_of(x.dtype())) + " array");
  }
  return xtensor_view<T>(x);
}

/// A copy of the value of a Tensor, or of another type with a member `array()`.
template <class T, class Value>
requires requires(const Value& value) {
  { value.array() } -> std::convertible_to<const Array&>;
}
xt::xarray<T> to_xtensor(const Value& x) {
  return to_xtensor<T>(x.array());
}

/// Evaluates an expression into a new array: `Tensor x(from_xtensor(a + b))`. Integers become
/// int64; bool, float and double are unchanged. Throws ShapeError beyond kMaxRank axes.
template <class Expression>
Array from_xtensor(const xt::xexpression<Expression>& expression) {
  const Expression& source = expression.derived_cast();
  using Element = std::remove_cv_t<typename Expression::value_type>;
  using T = std::conditional_t<std::integral<Element> && !std::same_as<Element, bool>, std::int64_t,
                               Element>;
  Shape shape;
  for (const auto size : source.shape()) shape.push_back(static_cast<Index>(size));
  Array result = Array::empty(shape, dtype_of<T>());
  std::transform(source.template begin<xt::layout_type::row_major>(),
                 source.template end<xt::layout_type::row_major>(), result.mutable_data<T>(),
                 [](const auto& element) { return static_cast<T>(element); });
  return result;
}

}  // namespace xgrad
