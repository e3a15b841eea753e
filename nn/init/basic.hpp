// Initial values of parameters, written into them: `init::orthogonal_(layer.weight)`.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/scalar.hpp>

namespace xgrad::nn::init {

/// Fills a tensor with uniform numbers in [low, high), drawn in row-major order. Functions that
/// draw throw DTypeError unless the tensor is floating, and ValueError, before anything is drawn,
/// for a number that is not finite or that the element type cannot hold; this one also unless low
/// <= high.
void uniform_(const Tensor& tensor, double low = 0, double high = 1,
              Generator& generator = default_generator());

/// Fills a tensor with normal numbers. Throws ValueError for a negative deviation.
void normal_(const Tensor& tensor, double mean = 0, double deviation = 1,
             Generator& generator = default_generator());

/// Fills a tensor with normal numbers between `low` and `high`, those outside never drawn. Throws
/// ValueError unless low < high and the deviation is positive.
void truncated_normal_(const Tensor& tensor, double mean = 0, double deviation = 1, double low = -2,
                       double high = 2, Generator& generator = default_generator());

/// Makes every element `value`, of any element type. Throws ValueError for an int64 or bool tensor
/// and a number that is not whole, or beyond int64.
void constant_(const Tensor& tensor, Scalar value);
/// Makes every element 0, of any element type.
void zeros_(const Tensor& tensor);
/// Makes every element 1, of any element type.
void ones_(const Tensor& tensor);

/// Makes a matrix `gain` times the identity, as far as its shape goes.   [m, n]   Throws
/// ShapeError.
void eye_(const Tensor& matrix, double gain = 1);

/// Makes the rows orthonormal, or the columns where there are more rows, times `gain`; axes behind
/// the first count as one (Saxe, McClelland & Ganguli 2014).   [m, n, ...]   Throws ShapeError.
void orthogonal_(const Tensor& tensor, double gain = 1, Generator& generator = default_generator());
/// `orthogonal_` for each of `blocks` equal blocks of rows: the gates of a recurrent weight.
/// [blocks * m, n, ...]   Throws ShapeError.
void orthogonal_blocks_(const Tensor& tensor, Index blocks, double gain = 1,
                        Generator& generator = default_generator());

/// Fills a matrix with normal numbers, and ceil(sparsity * m) random elements of each column with 0
/// (Martens 2010).   [m, n]   Throws ShapeError, and ValueError unless 0 <= sparsity <= 1 and the
/// deviation is not negative.
void sparse_(const Tensor& matrix, double sparsity, double deviation = 0.01,
             Generator& generator = default_generator());

/// A fresh tensor of uniform numbers in [-bound, bound).
Tensor uniform(const Shape& shape, double bound, DType dtype, Generator& generator);

}  // namespace xgrad::nn::init
