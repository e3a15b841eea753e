// Tensors from golden values, and how far a tensor is from them.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape.hpp>

#include "golden/recipe.hpp"
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace test {

/// The inputs of the golden programs, in float64.
inline xgrad::Tensor recipe(double phase, const xgrad::Shape& shape) {
  const auto count = static_cast<std::size_t>(xgrad::numel(shape));
  return xgrad::from_vector(golden::recipe(count, phase), shape);
}

/// Largest distance between the elements of `actual` and the expected ones; infinity when their
/// numbers differ.
inline double distance(const xgrad::Tensor& actual, std::span<const double> expected) {
  const std::vector<double> values = xgrad::to(actual, xgrad::float64).to_vector<double>();
  if (values.size() != expected.size()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double apart = std::abs(values[i] - expected[i]);
    if (!(apart <= largest)) largest = std::isnan(apart) ? INFINITY : apart;
  }
  return largest;
}

inline double distance(const xgrad::Tensor& actual, const xgrad::Tensor& expected) {
  if (actual.shape() != expected.shape()) return INFINITY;
  return distance(actual, xgrad::to(expected, xgrad::float64).to_vector<double>());
}

}  // namespace test
