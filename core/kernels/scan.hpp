// Linear recurrences over time.
#pragma once

#include <xgrad/core/array.hpp>

namespace xgrad::kernels {

/// h[t] = a[t] h[t - 1] + b[t] along the first axis, with `before` as h[-1]; with `reverse` from
/// the last step to the first, `before` behind the last. Written to `h`, which is row-major. All
/// have one floating element type; the caller has checked shapes.
/// [time, ...] twice, [...] -> [time, ...]
/// On several threads, each takes some of the columns, or, where these are few, a part of the time:
/// parts are run from zero and what comes over from the parts before them is added. That differs
/// from one step after the other by at most 4 eps per step of the same recurrence over |a|, |b|.
/// `parts` of time: 0 chooses, tests force others.
void linear_scan_into(Array& h, const Array& a, const Array& b, const Array& before, bool reverse,
                      Index parts = 0);

}  // namespace xgrad::kernels
