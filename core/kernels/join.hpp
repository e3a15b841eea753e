// Several arrays as one: along an axis they have, or along a new one.
#pragma once

#include <xgrad/core/array.hpp>

#include <span>

namespace xgrad::kernels {

/// Copies of the arrays one after the other along an axis. Throws ValueError for no arrays,
/// ShapeError and DTypeError when they do not match.
Array cat(std::span<const Array> arrays, Index axis);

/// Copies of the arrays, of one shape, along a new axis. Throws like `cat`.
Array stack(std::span<const Array> arrays, Index axis);

/// The elements of `cat`; a view when the arrays are consecutive slices of one buffer.
Array cat_or_view(std::span<const Array> arrays, Index axis);

/// The elements of `stack`; a view when the arrays lie at equal distances in one buffer.
Array stack_or_view(std::span<const Array> arrays, Index axis);

}  // namespace xgrad::kernels
