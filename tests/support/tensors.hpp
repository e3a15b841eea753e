// Small tensors for tests: from and to vectors, leaves, and what a pass leaves alone.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include "support/arrays.hpp"

namespace test {

using xgrad::Tensor;

/// Row-major constant of the given values.
template <class T = double>
Tensor constant(const Shape& shape, const std::vector<T>& values) {
  return Tensor(array(shape, values));
}

/// Constant of 0, 1, 2, ... in row-major order.
inline Tensor counted(const Shape& shape) {
  return Tensor(iota(shape));
}

/// A scalar constant.
inline Tensor scalar(double value) {
  return constant({}, {value});
}

/// A leaf of these values.
template <class T = double>
Tensor leaf(const Shape& shape, const std::vector<T>& values) {
  return constant(shape, values).requires_grad_();
}
inline Tensor leaf(double value) {
  return leaf({}, {value});
}

/// All elements in row-major order.
template <class T = double>
std::vector<T> values(const Tensor& x) {
  return values<T>(x.array());
}

}  // namespace test
