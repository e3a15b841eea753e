// The results of operations that select elements along an axis.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// A result's elements and the positions (int64) along an axis from which they were taken.
struct ValuesAndIndices {
  Tensor values, indices;
};

}  // namespace xgrad
