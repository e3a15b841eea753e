// Distinct elements, positions in sorted sequences, and counts. Only `bincount` has gradients, those
// of its weights.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// The distinct elements of a tensor. `values` of shape [k] are in increasing order, `counts` [k]
/// their numbers of occurrences, and `inverse` has for each element its position in `values`.
struct UniqueElements {
  Tensor values, inverse, counts;
};

/// The distinct elements in increasing order, with their counts and the position of each element
/// among them.
/// [...] -> [k], [...], [k]
/// -0 equals 0; each NaN is distinct and the last of all.
UniqueElements unique(const Tensor& x);

/// The first position (int64) in a sorted sequence at which each value can be inserted so that the
/// order is kept, or with `right` the last one.
/// [n], [...] -> [...]   [..., n], [..., m] -> [..., m]
/// NaN counts as the largest element. The order of the sequence is not checked. Throws ShapeError
/// unless the sequence has one axis or the leading axes of the values, DTypeError when the dtypes
/// differ.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool right = false);

/// The bucket (int64) of each element between sorted boundaries: i with boundaries[i - 1] < x <=
/// boundaries[i], or with `right` boundaries[i - 1] <= x < boundaries[i].
/// [...], [n] -> [...]
/// Throws ShapeError unless the boundaries have one axis, DTypeError when the dtypes differ.
Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool right = false);

/// Histogram of all elements with bins of equal width from `min` to `max`, in the dtype of `x`.
/// [...] -> [bins]
/// If `min` equals `max`, the range is that of the elements; if these are all equal, it is 1 wider to
/// both sides. Elements outside the range and NaN are not counted; `max` is in the last bin. Throws
/// DTypeError unless `x` is floating; ValueError for `bins` below 1, `min` above `max`, and a range
/// that is not finite.
Tensor histc(const Tensor& x, Index bins = 100, double min = 0, double max = 0);

/// The number of occurrences (int64) of each of the integers 0, 1, ..., or the sum of their weights
/// if these are defined.
/// [n], [n] -> [max(largest + 1, minlength)]
/// Weights that are not floating are summed in float64. Throws DTypeError unless `x` is int64,
/// ShapeError unless `x` has one axis and the weights its shape, ValueError for negative elements or
/// `minlength`.
Tensor bincount(const Tensor& x, const Tensor& weights = {}, Index minlength = 0);

}  // namespace xgrad
