// Reductions over axes, sums that undo broadcasting, and the softmax family.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/axes.hpp>

namespace xgrad {

/// Sum over axes (none given: all); bool is counted.   [..., n, ...] -> [..., ...]
/// With `keepdim` reduced axes stay with size 1. Throws IndexError for an axis that is not there.
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Mean over axes; NaN where there are no elements.   [..., n, ...] -> [..., ...]
/// Throws DTypeError unless floating.
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Largest element over axes, NaN where there is one.   [..., n, ...] -> [..., ...]
/// Equal largest elements share the gradient evenly. Throws ShapeError where there is no element.
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Smallest element over axes, NaN where there is one.   [..., n, ...] -> [..., ...]
/// Equal smallest elements share the gradient evenly. Throws ShapeError where there is no element.
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Position (int64) of the first largest element along an axis, or in row-major order over all.
/// [..., n, ...] -> [..., ...]   Throws like `max`.
Tensor argmax(const Tensor& x, const Axes& axis = {}, bool keepdim = false);

/// log sum exp(x) over axes, without overflow.   [..., n, ...] -> [..., ...]
/// -inf, with gradient 0, where all elements are -inf. Throws DTypeError unless floating.
Tensor logsumexp(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// exp(x) / sum exp(x) along an axis, without overflow.   [..., n, ...] -> [..., n, ...]
/// NaN everywhere with +inf or NaN, or with -inf alone. Throws DTypeError unless floating.
Tensor softmax(const Tensor& x, Index axis);

/// log softmax(x) along an axis, without overflow.   [..., n, ...] -> [..., n, ...]
/// NaN everywhere with +inf or NaN, or with -inf alone. Throws DTypeError unless floating.
Tensor log_softmax(const Tensor& x, Index axis);

/// Sums over the axes along which `shape` was broadcast to `x`; `x` itself where there are none.
/// x.shape -> shape   Throws ShapeError when it was not.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace xgrad
