// Linear recurrences over time.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// h[t] = a[t] h[t - 1] + b[t] along the first axis, with `before` as h[-1]. With `reverse` it runs
/// from the last step to the first, with `before` after the last step. Writes to `h`, which is
/// row-major. All arrays have one floating dtype; the caller checks shapes.
/// [time, ...] twice, [...] -> [time, ...]
/// Threads divide the columns or, if these are few, the time axis: each part runs from zero, then
/// the carry of the preceding parts is added. The result differs from the sequential one by at most
/// 4 eps per step of this recurrence over |a|, |b|.
/// `parts` is the number of parts of the time axis: 0 chooses it; tests set others.
void linear_scan_into(Array& h, const Array& a, const Array& b, const Array& before, bool reverse,
                      Index parts = 0);

}  // namespace xgrad::kernels
