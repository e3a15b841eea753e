// Concatenation and stacking of arrays.
#pragma once

#include <xgrad/core/array.hpp>

#include <span>

namespace xgrad::kernels {

/// Concatenates copies of arrays along an axis. Throws ValueError for an empty list, ShapeError and
/// DTypeError when the arrays do not match.
Array cat(std::span<const Array> arrays, Index axis);

/// Stacks copies of arrays of equal shape along a new axis. Throws as `cat`.
Array stack(std::span<const Array> arrays, Index axis);

/// The result of `cat`, as a view if the arrays are consecutive slices of one buffer.
Array cat_or_view(std::span<const Array> arrays, Index axis);

/// The result of `stack`, as a view if the arrays are at equal distances in one buffer.
Array stack_or_view(std::span<const Array> arrays, Index axis);

}  // namespace xgrad::kernels
