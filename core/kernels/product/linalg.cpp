// Calls of LAPACK through xtensor-blas.
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/product/linalg.hpp>
#include <xgrad/core/xtensor/view.hpp>

#include <xtensor-blas/xlinalg.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::kernels {
namespace {

// The result of a LAPACK call. No other lock may be taken in it: fork() waits for the call to end,
// and may hold those locks.
template <class Call>
auto in_lapack(const Call& call) {
  const BlasCall guard;
  return call();
}

}  // namespace

Array orthonormal_columns(const Array& a) {
  const auto [q, r] = in_lapack([&] { return xt::linalg::qr(xtensor_view<double>(a)); });
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
  const auto matrix = xtensor_view<double>(a);
  double radius = 0;
  for (const double element : matrix) {  // LAPACK may not return for other values
    if (!std::isfinite(element)) return std::numeric_limits<double>::quiet_NaN();
  }
  if (a.numel() == 0) return 0;
  for (const auto& eigenvalue : in_lapack([&] { return xt::linalg::eigvals(matrix); })) {
    radius = std::max(radius, std::abs(eigenvalue));
  }
  return radius;
}

}  // namespace xgrad::kernels
