// Conversions between xtensor and xgrad: adaptors over arrays, arrays from expressions.
#pragma once

#include <xgrad/core/numbers/scalar.hpp>
#include <xgrad/core/xtensor/view.hpp>

#include <algorithm>
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace xgrad {

/// The element type of an array made of elements T: int64 for integers.
template <class T>
using ElementOf = std::conditional_t<std::integral<T> && !std::same_as<T, bool>, std::int64_t,
                                     std::remove_cv_t<T>>;

/// Evaluates an expression into a new array. Integers become int64; bool, float and double are
/// unchanged. Throws ShapeError beyond kMaxRank axes, ValueError for an integer beyond int64.
template <class Expression>
Array from_xtensor(const xt::xexpression<Expression>& expression) {
  const Expression& source = expression.derived_cast();
  using T = ElementOf<typename Expression::value_type>;
  Shape shape;
  for (const auto size : source.shape()) shape.push_back(static_cast<Index>(size));
  Array result = Array::empty(shape, dtype_of<T>());
  std::transform(source.template begin<xt::layout_type::row_major>(),
                 source.template end<xt::layout_type::row_major>(), result.mutable_data<T>(),
                 [](const auto& element) {
                   if constexpr (std::same_as<T, std::int64_t>) {
                     return checked_integer<T>("from_xtensor", element);
                   } else {
                     return static_cast<T>(element);
                   }
                 });
  return result;
}

/// True for the containers of xtensor that own row-major elements of an array.
template <class T>
inline constexpr bool is_owning_container = false;
template <class T, class A, class S, class Tag>
inline constexpr bool is_owning_container<
    xt::xarray_container<xt::uvector<T, A>, xt::layout_type::row_major, S, Tag>> =
    std::same_as<T, ElementOf<T>>;
template <class T, class A, std::size_t N, class Tag>
inline constexpr bool is_owning_container<
    xt::xtensor_container<xt::uvector<T, A>, N, xt::layout_type::row_major, Tag>> =
    std::same_as<T, ElementOf<T>>;

/// Moves the elements of a container into an array, without a copy.
template <class Container>
requires is_owning_container<Container> Array from_xtensor(Container&& container) {
  using T = typename Container::value_type;
  Shape shape;
  for (const auto size : container.shape()) shape.push_back(static_cast<Index>(size));
  const auto owner = std::make_shared<Container>(std::forward<Container>(container));
  return Array::adopt(owner->data(), shape, dtype_of<T>(), owner);
}

/// A copy of the elements; throws DTypeError unless they have type T.
template <class T>
xt::xarray<T> to_xtensor(const Array& x) {
  check_elements("to_xtensor", x, dtype_of<T>());
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

}  // namespace xgrad
