// Arithmetic of int64 arrays, and division with rounding.
#pragma once

#include <xgrad/core/array.hpp>

#include <string_view>

namespace xgrad::kernels {

/// An operation on two int64 elements; sums, differences and products wrap around.
enum class IntegerOp { add, sub, mul, minimum, maximum };

/// Computes with int64 arrays.   [...] and [...] -> [...]
/// Throws ShapeError, naming `op`, when the shapes do not broadcast.
Array integers(std::string_view op, IntegerOp operation, const Array& a, const Array& b);

/// How a quotient is rounded: down, or towards 0.
enum class Rounding { floor, truncate };

/// The rounded quotients of the elements.   [...] and [...] -> [...]
/// Throws ShapeError, naming `op`; DTypeError unless both arrays have one type of number; ValueError
/// for an int64 divisor of 0.
Array quotients(std::string_view op, Rounding rounding, const Array& a, const Array& b);

/// The remainders a - b quotient, exact when truncated.   [...] and [...] -> [...]
/// Throws as `quotients`.
Array remainders(std::string_view op, Rounding rounding, const Array& a, const Array& b);

}  // namespace xgrad::kernels
