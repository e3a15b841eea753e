// The spectral radius of a tensor.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/linalg.hpp>
#include <xgrad/nn/init/spectral.hpp>

namespace xgrad::nn {

double spectral_radius(const Tensor& square_matrix) {
  const Shape& shape = square_matrix.shape();
  if (shape.size() != 2 || shape[0] != shape[1]) {
    throw ShapeError(fmt::format("spectral_radius: the matrix is {}, expected [n, n]", shape),
                     "of the weights of several gates, pass one gate's block of rows");
  }
  if (!is_floating(square_matrix.dtype())) {
    throw DTypeError(fmt::format("spectral_radius: the matrix is {}, not float32 or float64",
                                 square_matrix.dtype()));
  }
  return kernels::spectral_radius(kernels::cast(square_matrix.array(), float64));
}

}  // namespace xgrad::nn
