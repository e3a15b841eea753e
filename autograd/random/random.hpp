// Random draws with parameters. Like the random factories, they draw in row-major order from
// PyTorch's CPU streams, and their results are constants.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

namespace xgrad {

/// Ones with the probabilities `p`, else zeros; without gradient.   p.shape -> p.shape
/// Bitwise PyTorch's draws. Throws ValueError for an element outside [0, 1], DTypeError unless `p` is
/// floating.
Tensor bernoulli(const Tensor& p, Generator& generator = default_generator());

/// Draws `count` category indices (int64) per row, with probabilities proportional to the weights.
/// [categories] or [rows, categories] -> [count] or [rows, count]
/// The draws of PyTorch 1.13 for row-major weights; draws without replacement, which come in the order
/// of drawing, depend on the rounding of log() in the C library. (PyTorch 2 makes a single draw with
/// replacement in another way.) Throws ShapeError for another number of axes or no categories,
/// DTypeError unless the weights are floating, ValueError for a negative `count`, for weights that are
/// negative or not finite or sum to 0, and, without replacement, for more draws than weights that are
/// not 0.
Tensor multinomial(const Tensor& weights, Index count, bool replacement = false,
                   Generator& generator = default_generator());

/// Random values with density rate e^(-rate x).   -> shape
/// PyTorch 1.13's draws without MKL, up to the rounding of log() in the C library. Throws ValueError
/// unless the rate is positive and finite and the dtype can hold 1 / rate, DTypeError unless the dtype
/// is floating.
Tensor exponential(const Shape& shape, double rate = 1, DType dtype = float32,
                   Generator& generator = default_generator());

/// Standard Gumbel random values, minus the logarithm of exponential ones; they are finite.
/// -> shape
/// Throws DTypeError unless the dtype is floating.
Tensor gumbel(const Shape& shape, DType dtype = float32,
              Generator& generator = default_generator());

/// Relaxed draws from the categories along an axis: softmax((logits + gumbel) / tau) (Jang et al.
/// 2017).
/// [..., n, ...] -> [..., n, ...]
/// With `hard`, the result is one-hot and has the gradient of the relaxed draw. Throws ValueError
/// unless tau is positive and finite, IndexError for an axis out of range, DTypeError unless the
/// logits are floating.
Tensor gumbel_softmax(const Tensor& logits, double tau = 1, bool hard = false, Index axis = -1,
                      Generator& generator = default_generator());

}  // namespace xgrad
