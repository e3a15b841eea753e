// Scaling of rows before they are squared.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// A constant by which rows can be divided so that their squares neither overflow nor vanish: the
/// largest |x| of each, or `least` where that is greater; 1 where it is 0 or not finite.
/// [..., n] -> [..., 1]
Tensor row_unit(const Tensor& rows, double least = 0);

}  // namespace xgrad
