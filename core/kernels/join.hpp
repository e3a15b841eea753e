// Several arrays as one: along an axis they have, or along a new one.
#pragma once

#include <xgrad/core/array.hpp>

#include <span>

namespace xgrad::kernels {

/// The arrays one after the other along an axis; a view when they are consecutive slices of one
/// buffer. Throws ValueError for no arrays, ShapeError and DTypeError when they do not match.
Array cat(std::span<const Array> arrays, Index axis);

/// The arrays, of one shape, along a new axis; a view when they lie at equal distances in one
/// buffer. Throws like `cat`.
Array stack(std::span<const Array> arrays, Index axis);

}  // namespace xgrad::kernels
