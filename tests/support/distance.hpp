// How far tensors are apart.
#pragma once

#include <xgrad/autograd/ops/shape.hpp>

#include <cmath>
#include <span>
#include <vector>

namespace test {

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
