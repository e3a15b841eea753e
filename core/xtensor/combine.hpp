// Element-wise functions of arrays as xtensor expressions.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/core/xtensor/bridge.hpp>

#include <string_view>

namespace xgrad {

/// function(x) of the elements of an array of type T.   x.shape -> x.shape
template <class T, class Function>
Array combine_elements(const Function& function, const Array& x) {
  using View = ArrayView<const T>;
  return with_out_of_memory([&]() -> Array {
    return from_xtensor(xt::xfunction<Function, View>(function, xtensor_view<T>(x)));
  });
}

/// function(a, b) of the elements of two arrays of type T.   [...] and [...] -> [...]
/// Throws ShapeError, naming `op`, when the shapes do not broadcast.
template <class T, class Function>
Array combine_elements(std::string_view op, const Function& function, const Array& a,
                       const Array& b) {
  (void)broadcast_shapes(op, a.shape(), b.shape());
  using View = ArrayView<const T>;
  return with_out_of_memory([&]() -> Array {
    return from_xtensor(
        xt::xfunction<Function, View, View>(function, xtensor_view<T>(a), xtensor_view<T>(b)));
  });
}

}  // namespace xgrad
