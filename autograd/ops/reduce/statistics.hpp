// Products, moments, norms and counts over axes. All take one axis, several, or none for all
// elements, keep reduced axes with size 1 with `keepdim`, and throw IndexError for an axis out of
// range.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/axes.hpp>

namespace xgrad {

/// Product over axes; 1 for no elements; bool gives int64.   [..., n, ...] -> [..., ...]
/// The gradient is exact where elements are 0.
Tensor prod(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Variance over axes: the sum of (x - mean)^2 over n - 1, or over n unless `unbiased`.
/// [..., n, ...] -> [..., ...]
/// NaN where the divisor is 0. Throws DTypeError unless `x` is floating.
Tensor var(const Tensor& x, const Axes& axes = {}, bool unbiased = true, bool keepdim = false);

/// Standard deviation over axes, the square root of `var`.   [..., n, ...] -> [..., ...]
/// The gradient is 0 where all elements are equal. Throws as `var`.
Tensor std(const Tensor& x, const Axes& axes = {}, bool unbiased = true, bool keepdim = false);

/// The results of `std_mean`.
struct StdAndMean {
  Tensor std, mean;
};
/// Standard deviation and mean over axes.   [..., n, ...] -> [..., ...], [..., ...]
/// Throws as `var`.
StdAndMean std_mean(const Tensor& x, const Axes& axes = {}, bool unbiased = true,
                    bool keepdim = false);

/// The results of `var_mean`.
struct VarAndMean {
  Tensor var, mean;
};
/// Variance and mean over axes.   [..., n, ...] -> [..., ...], [..., ...]
/// Throws as `var`.
VarAndMean var_mean(const Tensor& x, const Axes& axes = {}, bool unbiased = true,
                    bool keepdim = false);

/// The p-norm (sum |x|^p)^(1/p) over axes; for p = 0 the number of elements other than 0, for +-inf
/// the largest or smallest |x|.
/// [..., n, ...] -> [..., ...]
/// The gradient is 0 at elements of 0, and where the norm is 0. Throws DTypeError unless `x` is
/// floating, ValueError if `p` is NaN, ShapeError for no elements if `p` is negative or infinite.
Tensor norm(const Tensor& x, double p = 2, const Axes& axes = {}, bool keepdim = false);

/// Maximum over axes, `max` under PyTorch's name.   [..., n, ...] -> [..., ...]
Tensor amax(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Minimum over axes, `min` under PyTorch's name.   [..., n, ...] -> [..., ...]
Tensor amin(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Sum over axes of the elements that are not NaN.   [..., n, ...] -> [..., ...]
/// Throws DTypeError unless `x` is floating.
Tensor nansum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Mean over axes of the elements that are not NaN; NaN if there are none.
/// [..., n, ...] -> [..., ...]
/// Throws DTypeError unless `x` is floating.
Tensor nanmean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Whether any element over axes differs from 0 (bool); NaN does.   [..., n, ...] -> [..., ...]
Tensor any(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Whether all elements over axes differ from 0 (bool); NaN does.   [..., n, ...] -> [..., ...]
Tensor all(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Number (int64) of elements over axes that differ from 0; NaN does.   [..., n, ...] -> [..., ...]
Tensor count_nonzero(const Tensor& x, const Axes& axes = {});

}  // namespace xgrad
