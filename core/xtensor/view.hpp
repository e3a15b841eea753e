// Arrays seen as xtensor expressions, without a copy.
#pragma once

#include <xgrad/core/array.hpp>

#include <cstddef>
#include <vector>

// xtensor 0.26 moved its headers into folders.
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#endif

namespace xgrad {

/// An xtensor expression over the elements of `x`, which must hold elements of type T and outlive
/// it; meant for use inside one statement.
template <class T>
auto xtensor_view(const Array& x) {
  std::vector<std::size_t> shape(x.shape().begin(), x.shape().end());
  std::vector<std::ptrdiff_t> strides(x.strides().begin(), x.strides().end());
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (shape[axis] == 1) strides[axis] = 0;  // how xtensor recognises what broadcasts
  }
  return xt::adapt(x.data<T>(), static_cast<std::size_t>(x.numel()), xt::no_ownership(),
                   std::move(shape), std::move(strides));
}

}  // namespace xgrad
