// Calls of LAPACK through xtensor-blas.
#include <xgrad/core/kernels/blas.hpp>
#include <xgrad/core/kernels/linalg.hpp>
#include <xgrad/core/xtensor_view.hpp>

#include <xtensor-blas/xlinalg.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::kernels {

Array orthonormal_columns(const Array& a) {
  const BlasCall call;
  const auto [q, r] = xt::linalg::qr(xtensor_view<double>(a));
  const Index rows = a.shape()[0], columns = a.shape()[1];
  Array result = Array::empty({rows, columns}, float64);
  for (Index column = 0; column < columns; ++column) {
    const double sign = r(column, column) < 0 ? -1 : 1;
    for (Index row = 0; row < rows; ++row) {
      result.mutable_data<double>()[row * columns + column] = sign * q(row, column);
    }
  }
  return result;
}

double spectral_radius(const Array& a) {
  const BlasCall call;
  const auto matrix = xtensor_view<double>(a);
  double radius = 0;
  for (const double element : matrix) {  // LAPACK need not return from others
    if (!std::isfinite(element)) return std::numeric_limits<double>::quiet_NaN();
  }
  if (a.numel() == 0) return 0;
  for (const auto& eigenvalue : xt::linalg::eigvals(matrix)) {
    radius = std::max(radius, std::abs(eigenvalue));
  }
  return radius;
}

}  // namespace xgrad::kernels
