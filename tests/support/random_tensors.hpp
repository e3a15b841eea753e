// Random float64 tensors for checks, from a generator of the test's own.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

namespace test {

/// Standard normal elements.
inline xgrad::Tensor random_normal(const xgrad::Shape& shape, xgrad::Generator& generator) {
  xgrad::Array array = xgrad::Array::empty(shape, xgrad::float64);
  generator.fill_normal(array.mutable_data<double>(), array.numel(), 0, 1);
  return xgrad::Tensor(array);
}

/// A leaf of such numbers.
inline xgrad::Tensor random_leaf(const xgrad::Shape& shape, xgrad::Generator& generator) {
  return random_normal(shape, generator).requires_grad_();
}

/// A leaf with elements drawn evenly from [low, high).
inline xgrad::Tensor random_leaf(const xgrad::Shape& shape, double low, double high,
                                 xgrad::Generator& generator) {
  xgrad::Array array = xgrad::Array::empty(shape, xgrad::float64);
  generator.fill_uniform(array.mutable_data<double>(), array.numel(), low, high);
  return xgrad::Tensor(array, true);
}

}  // namespace test
