// First values of parameters, as PyTorch draws them.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

namespace xgrad::nn::init {

/// Fills a tensor with uniform numbers in [low, high), drawn in row-major order. Throws DTypeError
/// unless floating, as all that follow.
void uniform_(const Tensor& tensor, double low, double high,
              Generator& generator = default_generator());

/// Fills a tensor with normal numbers.
void normal_(const Tensor& tensor, double mean = 0, double deviation = 1,
             Generator& generator = default_generator());

/// Makes every element `value`.
void constant_(const Tensor& tensor, double value);

/// A fresh tensor of uniform numbers in [-bound, bound).
Tensor uniform(const Shape& shape, double bound, DType dtype, Generator& generator);

/// The bound that PyTorch's `Linear` takes for a weight with `fan_in` inputs per output: within
/// rounding 1 / sqrt(fan_in), computed in its way so that weights are equal to the last bit.
double linear_bound(Index fan_in);

}  // namespace xgrad::nn::init
