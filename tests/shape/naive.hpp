// References of operations that move elements: each element of the result is looked up by its index.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include "support/tensors.hpp"
#include <random>

namespace test {

/// A tensor of this shape whose elements are x at the indices that `source` gives.
template <class Source>
Tensor looked_up(const Tensor& x, const Shape& shape, const Source& source) {
  std::vector<double> elements;
  for_each_index(
      shape, [&](const Shape& index) { elements.push_back(at<double>(x.array(), source(index))); });
  return constant(shape, elements);
}

/// Random sizes, axes and shifts.
class Random {
 public:
  /// An integer from `low` to `high`, both included.
  Index integer(Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random_);
  }
  Shape shape(Index least_rank, Index most_rank, Index least_size = 0) {
    Shape shape;
    for (Index rank = integer(least_rank, most_rank); rank > 0; --rank) {
      shape.push_back(integer(least_size, 4));
    }
    return shape;
  }

 private:
  std::mt19937_64 random_{11};
};

}  // namespace test
