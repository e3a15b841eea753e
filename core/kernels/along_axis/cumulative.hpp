// Cumulative sums, products and extrema along an axis. Empty axes are allowed; all functions throw
// IndexError for an axis out of range and DTypeError for a dtype that they do not name.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// Sums of all elements up to each one, or from each one on with `reverse`; int64 for bool. float32
/// is summed in float64.
Array cumsum(const Array& x, Index axis, bool reverse = false);

/// Products of all elements up to each one; int64 for bool. float32 is multiplied in float64.
Array cumprod(const Array& x, Index axis);

/// log sum exp of all elements up to each one, without overflow. Floating dtypes only.
Array logcumsumexp(const Array& x, Index axis);

/// Positions (int64) of the last maximum among all elements up to each one; NaN counts as the
/// maximum.
Array cummax_positions(const Array& x, Index axis);
/// Positions (int64) of the last minimum, with NaN as the minimum.
Array cummin_positions(const Array& x, Index axis);

}  // namespace xgrad::kernels
