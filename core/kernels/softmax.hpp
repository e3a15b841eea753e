// Softmax and related functions, shifted by the largest element to prevent overflow.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/axes.hpp>

namespace xgrad::kernels {

/// exp(x) / sum exp(x) along an axis. Throws DTypeError unless floating.
Array softmax(const Array& x, Index axis);

/// x - log sum exp(x) along an axis. Throws DTypeError unless floating.
Array log_softmax(const Array& x, Index axis);

/// log sum exp(x) over axes; -inf for no elements, or if all are -inf. Throws DTypeError unless
/// floating.
Array logsumexp(const Array& x, const Axes& axes = {}, bool keepdim = false);

}  // namespace xgrad::kernels
