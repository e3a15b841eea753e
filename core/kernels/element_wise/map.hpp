// Functions of numbers, such as those of the C library, applied to the elements of floating arrays.
#pragma once

#include <xgrad/core/array.hpp>

#include <string_view>

namespace xgrad::kernels {

/// function(x), computed in float64 also for float32.   x.shape -> x.shape
/// Throws DTypeError, naming `op`, unless the elements are float32 or float64.
Array map(std::string_view op, double (*function)(double), const Array& x);

/// function(a, b), computed in float64 also for float32.   [...] and [...] -> [...]
/// Throws DTypeError, naming `op`, unless the elements are all float32 or all float64; ShapeError
/// when the shapes do not broadcast.
Array map(std::string_view op, double (*function)(double, double), const Array& a, const Array& b);

}  // namespace xgrad::kernels
