// Vectors of the elements of all parameters, in double precision.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::optim::flat {

/// The inner product of two vectors.
double dot(const Array& x, const Array& y);
/// The sum of |x|.
double sum_of_sizes(const Array& x);
/// The largest |x|; NaN if an element is NaN.
double largest(const Array& x);

/// factor * x, a new vector.
Array scaled(double factor, const Array& x);
/// x - y, a new vector.
Array difference(const Array& x, const Array& y);
/// x += factor * y.
void add(Array& x, double factor, const Array& y);

}  // namespace xgrad::optim::flat
