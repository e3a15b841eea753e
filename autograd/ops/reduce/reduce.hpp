// Reductions over axes, softmax and related functions.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/axes.hpp>

namespace xgrad {

/// Sum over axes (all if none are given); for bool, the number of true elements.
/// [..., n, ...] -> [..., ...]
/// With `keepdim`, reduced axes are kept with size 1. Throws IndexError for an axis out of range.
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Mean over axes; NaN for no elements.   [..., n, ...] -> [..., ...]
/// Throws DTypeError unless `x` is floating.
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Maximum over axes; NaN if an element is NaN.   [..., n, ...] -> [..., ...]
/// Ties share the gradient evenly. Throws ShapeError when there are no elements.
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Minimum over axes; NaN if an element is NaN.   [..., n, ...] -> [..., ...]
/// Ties share the gradient evenly. Throws ShapeError when there are no elements.
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Index (int64) of the first maximum along an axis, or of all elements in row-major order.
/// [..., n, ...] -> [..., ...]
/// Throws as `max`.
Tensor argmax(const Tensor& x, const Axes& axis = {}, bool keepdim = false);

/// Index (int64) of the first minimum along an axis, or of all elements in row-major order.
/// [..., n, ...] -> [..., ...]
/// Throws as `min`.
Tensor argmin(const Tensor& x, const Axes& axis = {}, bool keepdim = false);

/// log sum exp(x) over axes, without overflow.   [..., n, ...] -> [..., ...]
/// If all elements are -inf, the result is -inf with gradient 0. Throws DTypeError unless `x` is
/// floating.
Tensor logsumexp(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// exp(x) / sum exp(x) along an axis, without overflow.   [..., n, ...] -> [..., n, ...]
/// All results are NaN if an element is +inf or NaN, or all are -inf. Throws DTypeError unless `x`
/// is floating.
Tensor softmax(const Tensor& x, Index axis);

/// log softmax(x) along an axis, without overflow.   [..., n, ...] -> [..., n, ...]
/// All results are NaN if an element is +inf or NaN, or all are -inf. Throws DTypeError unless `x`
/// is floating.
Tensor log_softmax(const Tensor& x, Index axis);

/// Sums over the axes along which `shape` was broadcast to `x`; returns `x` itself if there are
/// none.
/// x.shape -> shape
/// Throws ShapeError when `shape` does not broadcast to `x`.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace xgrad
