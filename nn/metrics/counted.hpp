// The elements of a batch that a metric counts. Internal.
#pragma once

#include <xgrad/nn/loss/class_targets.hpp>

#include <cstdint>

namespace xgrad::nn {

/// The elements that count of an input and a target of one shape.
struct CountedPairs {
  /// Where the elements count, a bool per element of the target.
  Tensor counted;
  /// The elements.   [counted]
  Tensor input, target;
};

/// The elements whose target is not `ignore_index` and whose mask, if it is defined, is true. Throws
/// ShapeError or DTypeError unless the target is int64 and all have one shape, and the mask is bool.
CountedPairs counted_pairs(const char* metric, const Tensor& input, const Tensor& target,
                           std::int64_t ignore_index, const Tensor& mask);

/// Throws IndexError for an element of `classes`, the tensor `name`, that counts and is not one of
/// `num_classes` class indices.
void check_classes(const char* metric, const char* name, const Tensor& classes,
                   const Tensor& counted, Index num_classes);

/// The rows of scores that count, as `class_rows`. Throws as that, and NumericError for NaN in them.
/// [..., classes], int64 [...]
ClassRows ordered_rows(const char* metric, const Tensor& scores, const Tensor& target,
                       std::int64_t ignore_index, const Tensor& mask);

/// Throws NumericError for an element of `scores` that counts and is NaN.
void check_ordered(const char* metric, const Tensor& scores, const Tensor& counted);

}  // namespace xgrad::nn
