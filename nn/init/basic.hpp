// In-place initialisation of parameters: `init::orthogonal_(layer.weight)`.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/numbers/scalar.hpp>

namespace xgrad::nn::init {

/// Fills a tensor with uniform values in [low, high), drawn in row-major order. Random initialisers
/// throw DTypeError unless the tensor is floating, and ValueError, before anything is drawn, for an
/// argument that is not finite or does not fit the element type. `uniform_` also throws ValueError
/// unless low <= high.
void uniform_(const Tensor& tensor, double low = 0, double high = 1,
              Generator& generator = default_generator());

/// Fills a tensor with normal values. Throws ValueError for a negative deviation.
void normal_(const Tensor& tensor, double mean = 0, double deviation = 1,
             Generator& generator = default_generator());

/// Fills a tensor with values of a normal distribution truncated to the interval from `low` to
/// `high`. Throws ValueError unless low < high and the deviation is positive.
void truncated_normal_(const Tensor& tensor, double mean = 0, double deviation = 1, double low = -2,
                       double high = 2, Generator& generator = default_generator());
/// PyTorch's name of `truncated_normal_`.
inline void trunc_normal_(const Tensor& tensor, double mean = 0, double deviation = 1,
                          double low = -2, double high = 2,
                          Generator& generator = default_generator()) {
  truncated_normal_(tensor, mean, deviation, low, high, generator);
}

/// Fills a tensor of any element type with `value`. Throws ValueError for an int64 or bool tensor
/// and a value that is not an integer or does not fit into int64.
void constant_(const Tensor& tensor, Scalar value);
/// Fills a tensor of any element type with 0.
void zeros_(const Tensor& tensor);
/// Fills a tensor of any element type with 1.
void ones_(const Tensor& tensor);

/// Sets a matrix to `gain` times the identity; it need not be square.   [m, n]
/// Throws ShapeError.
void eye_(const Tensor& matrix, double gain = 1);

/// Sets a matrix to `gain` times one with orthonormal rows, or orthonormal columns when it has more
/// rows than columns; axes after the first are flattened (Saxe, McClelland & Ganguli 2014).
/// [m, n, ...]
/// Throws ShapeError.
void orthogonal_(const Tensor& tensor, double gain = 1, Generator& generator = default_generator());
/// Applies `orthogonal_` to each of `blocks` equal blocks of rows, the gate blocks of a recurrent
/// weight.
/// [blocks * m, n, ...]
/// Throws ShapeError.
void orthogonal_blocks_(const Tensor& tensor, Index blocks, double gain = 1,
                        Generator& generator = default_generator());

/// Fills a matrix with normal values, then sets ceil(sparsity * m) random elements of each column
/// to 0 (Martens 2010).   [m, n]
/// Throws ShapeError, and ValueError unless 0 <= sparsity <= 1 and the deviation is not negative.
void sparse_(const Tensor& matrix, double sparsity, double deviation = 0.01,
             Generator& generator = default_generator());

/// Returns a new tensor of uniform values in [-bound, bound).
Tensor uniform(const Shape& shape, double bound, DType dtype, Generator& generator);

}  // namespace xgrad::nn::init
