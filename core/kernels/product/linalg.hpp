// Matrix factorisations and eigenvalues, by LAPACK.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// Q of the factorisation A = Q R with a non-negative diagonal of R: the columns of A,
/// orthonormalised one after the other.
/// float64 [m, n], m >= n >= 1 -> [m, n]
Array orthonormal_columns(const Array& a);

/// The largest magnitude of an eigenvalue; NaN if an element is not finite.   float64 [n, n]
double spectral_radius(const Array& a);

}  // namespace xgrad::kernels
