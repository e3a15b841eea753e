// The bridge to xtensor: tensors from expressions, adaptors over the elements of tensors.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/xtensor/bridge.hpp>

namespace xgrad {

template <class Expression>
struct XtensorConversion {
  template <class Source>
  static Array array(Source&& source) {
    return with_out_of_memory(
        [&]() -> Array { return from_xtensor(std::forward<Source>(source)); });
  }
};

template <class T, std::size_t... Axes>
auto Tensor::view() const {
  static_assert(sizeof...(Axes) <= 1, "view<T>() or view<T, axes>()");
  const Array& value = array("view");
  return with_out_of_memory([&] { return xtensor_view<T, Axes...>(value); });
}

/// Writes the value of an xtensor expression, which may contain views of `leaf`, into a leaf or
/// constant; counts as one modification. Throws DTypeError, ShapeError as `Tensor::set_data`.
template <XtensorExpression Expression>
void assign(const Tensor& leaf, const Expression& expression) {
  leaf.set_data(Tensor(expression));
}

}  // namespace xgrad
