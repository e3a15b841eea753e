// Norms of gradients in double precision, and division by them, without overflow or underflow.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/optim/gradients/leaves.hpp>

namespace xgrad::optim {

/// A norm as unit * in_units, a product that may overflow double.
struct Norm {
  double unit, in_units;
  double value() const { return unit * in_units; }
};

/// The norm (sum |g|^type)^(1/type) of all gradients, as if they were one vector; infinity gives the
/// largest |g|.
Norm norm_of(const Leaves& leaves, double type);

/// The 2-norm of dense elements.
Norm norm_of(const float* elements, Index count);
Norm norm_of(const double* elements, Index count);

/// Multiplies dense elements by numerator / divisor. This factor may underflow their type, or even
/// double, although the products do not.
void scale(float* elements, Index count, double numerator, const Norm& divisor);
void scale(double* elements, Index count, double numerator, const Norm& divisor);
/// Multiplies all elements of a dense array in this way.
void scale(Array& elements, double numerator, const Norm& divisor);

}  // namespace xgrad::optim
