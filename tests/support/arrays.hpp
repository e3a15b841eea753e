// Small arrays for tests: from and to vectors, and the same values in awkward layouts.
#pragma once

#include <xgrad/core/array.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

namespace test {

using xgrad::Array;
using xgrad::DType;
using xgrad::Index;
using xgrad::Shape;

/// Row-major array of the given values.
template <class T>
Array array(const Shape& shape, const std::vector<T>& values) {
  Array result = Array::empty(shape, xgrad::dtype_of<T>());
  std::copy(values.begin(), values.end(), result.mutable_data<T>());
  return result;
}

/// 0, 1, 2, ... in row-major order.
template <class T = double>
Array iota(const Shape& shape) {
  Array result = Array::empty(shape, xgrad::dtype_of<T>());
  std::iota(result.mutable_data<T>(), result.mutable_data<T>() + result.numel(), T{0});
  return result;
}

/// Calls `action` with the multi-index of every element, row-major.
template <class Action>
void for_each_index(const Shape& shape, Action&& action) {
  Shape at = Shape::filled(shape.size(), 0);
  for (Index count = xgrad::numel(shape); count > 0; --count) {
    action(at);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++at[axis] < shape[axis]) break;
      at[axis] = 0;
    }
  }
}

/// The element at a multi-index, found through the strides alone.
template <class T>
T at(const Array& x, const Shape& index) {
  Index offset = 0;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) offset += index[axis] * x.strides()[axis];
  return x.data<T>()[offset];
}

/// All elements in row-major order.
template <class T = double>
std::vector<T> values(const Array& x) {
  std::vector<T> result;
  for_each_index(x.shape(), [&](const Shape& index) { result.push_back(at<T>(x, index)); });
  return result;
}

/// The elements of `x` with gaps of NaN (the lowest value, for integers) around each of them, the
/// axes stored in reverse order and the last one backwards.
template <class T = double>
Array awkward(const Array& x) {
  xgrad::Strides strides = x.strides();
  Index step = 2;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    strides[axis] = step;
    step *= x.shape()[axis] + 1;
  }
  Array buffer = Array::empty({step + 2}, x.dtype());
  const T gap = std::numeric_limits<T>::has_quiet_NaN ? std::numeric_limits<T>::quiet_NaN()
                                                      : std::numeric_limits<T>::lowest();
  std::fill_n(buffer.mutable_data<T>(), buffer.numel(), gap);
  Index offset = 1;
  if (x.numel() > 0 && x.rank() > 0) {
    offset += (x.shape().back() - 1) * strides.back();
    strides.back() = -strides.back();
  }
  Array result = buffer.view(x.shape(), strides, offset);
  for_each_index(x.shape(), [&](const Shape& index) {
    Index to = 0;
    for (std::size_t axis = 0; axis < x.rank(); ++axis) to += index[axis] * strides[axis];
    result.mutable_data<T>()[to] = at<T>(x, index);
  });
  return result;
}

/// True when the message of `error` contains `text`, for BOOST_CHECK_EXCEPTION.
inline auto says(const char* text) {
  return [text](const std::exception& error) {
    return std::string_view(error.what()).find(text) != std::string_view::npos;
  };
}

}  // namespace test
