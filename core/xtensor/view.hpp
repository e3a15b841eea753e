// Views of arrays as xtensor expressions, without a copy.
#pragma once

#include <xgrad/core/array.hpp>

#include <cstddef>
#include <vector>

// xtensor 0.26 moved its headers to subfolders.
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#endif

namespace xgrad {

/// An xtensor expression over the elements of `x`, which must have type T and outlive the
/// expression; for use within one statement.
template <class T>
auto xtensor_view(const Array& x) {
  std::vector<std::size_t> shape(x.shape().begin(), x.shape().end());
  std::vector<std::ptrdiff_t> strides(x.strides().begin(), x.strides().end());
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (shape[axis] == 1) strides[axis] = 0;  // xtensor recognises broadcast axes by stride 0
  }
  return xt::adapt(x.data<T>(), static_cast<std::size_t>(x.numel()), xt::no_ownership(),
                   std::move(shape), std::move(strides));
}

}  // namespace xgrad
