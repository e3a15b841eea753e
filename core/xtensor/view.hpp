// Views of arrays as xtensor expressions, without a copy.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/xtensor/headers.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace xgrad {

/// The elements of an array as the storage of an xtensor adaptor, which keeps the buffer alive.
/// T is const for read-only elements.
template <class T>
using SharedElements = xt::xbuffer_adaptor<T*, xt::smart_ownership, std::shared_ptr<const Array>>;

/// An xtensor adaptor over the elements of an array, of any rank.
template <class T>
using ArrayView = xt::xarray_adaptor<SharedElements<T>, xt::layout_type::dynamic>;

/// An xtensor adaptor over the elements of an array with N axes.
template <class T, std::size_t N>
using ArrayViewOfRank = xt::xtensor_adaptor<SharedElements<T>, N, xt::layout_type::dynamic>;

/// The adaptor View over the elements of `x`, from the first one on.
template <class View, class T>
View adapt_array(const Array& x, T* first) {
  auto shape = xtl::make_sequence<typename View::shape_type>(x.rank(), std::size_t(0));
  auto strides = xtl::make_sequence<typename View::strides_type>(x.rank(), std::ptrdiff_t(0));
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    shape[axis] = static_cast<std::size_t>(x.shape()[axis]);
    // xtensor recognises broadcast axes by stride 0.
    if (shape[axis] != 1) strides[axis] = x.strides()[axis];
  }
  return View(SharedElements<T>(first, static_cast<std::size_t>(x.numel()),
                                std::make_shared<const Array>(x)),
              shape, strides);
}

/// The elements of `x` as an xtensor expression. Throws DTypeError unless they have type T.
template <class T>
ArrayView<const T> xtensor_view(const Array& x) {
  check_elements("view", x, dtype_of<T>());
  return adapt_array<ArrayView<const T>>(x, x.data<T>());
}

/// The elements of `x` as an xtensor expression with N axes. Throws DTypeError unless they have type
/// T, ShapeError unless there are N axes.
template <class T, std::size_t N>
ArrayViewOfRank<const T, N> xtensor_view(const Array& x) {
  check_elements("view", x, dtype_of<T>());
  if (x.rank() != N) {
    throw ShapeError("view: asked for " + std::to_string(N) + " axes of " + to_string(x.shape()));
  }
  return adapt_array<ArrayViewOfRank<const T, N>>(x, x.data<T>());
}

}  // namespace xgrad
