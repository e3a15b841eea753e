// Scale factors that prevent overflow when rows are squared.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// A constant by which rows can be divided so that their squares neither overflow nor underflow:
/// the largest |x| of each row, or `least` if that is greater; 1 if this is 0 or not finite.
/// [..., n] -> [..., 1]
Tensor row_unit(const Tensor& rows, double least = 0);

}  // namespace xgrad
