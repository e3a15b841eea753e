// Targets of losses whose classes are the last axis: checks, and the rows that are counted. Internal.
#pragma once

#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>

namespace xgrad::nn {

/// The name of a loss and of its first argument, for messages.
struct ClassLossNames {
  const char* loss;
  const char* scores;
  /// The verbs after it.
  const char* are = "are";
  const char* have = "have";
};

/// Throws ShapeError or DTypeError unless the scores are [..., classes], the target int64 [...] and
/// the weight, if it is defined, [classes].
void check_class_indices(const ClassLossNames& names, const Tensor& scores, const Tensor& target,
                         const Tensor& weight);

/// Throws ShapeError or DTypeError unless scores and target are [..., classes] of one floating dtype
/// and the weight, if it is defined, is [classes].
void check_class_probabilities(const ClassLossNames& names, const Tensor& scores,
                               const Tensor& target, const Tensor& weight);

/// Throws ShapeError or DTypeError unless the mask, if it is defined, is bool and has the shape of the
/// losses.
void check_row_mask(const char* loss, const Shape& shape, const Tensor& mask);

/// The rows of a loss that are counted. The others are removed before anything is computed, so that
/// no NaN in them can reach a gradient.
struct CountedRows {
  /// The shape of the losses.
  Shape shape;
  /// The int64 positions of the counted rows in row-major order; undefined if all rows are counted.
  Tensor index;

  /// The counted rows of a tensor.   [..., classes] -> [counted, classes]
  Tensor select(const Tensor& rows) const;
  /// Their number, a scalar of this dtype.
  Tensor number(DType dtype) const;
};

/// The rows where the mask, if it is defined, is true. Throws as `check_row_mask`.
CountedRows masked_rows(const ClassLossNames& names, const Shape& shape, const Tensor& mask);

/// The counted rows of a loss with class indices as targets.
struct ClassRows {
  CountedRows counted;
  /// [counted, classes]
  Tensor scores;
  /// int64 [counted]
  Tensor classes;
};

/// The rows whose target is not `ignore_index` and whose mask, if it is defined, is true. Throws
/// IndexError for another target that is not a class index, else as `masked_rows`.
ClassRows class_rows(const ClassLossNames& names, const Tensor& scores, const Tensor& target,
                     std::int64_t ignore_index, const Tensor& mask);

/// Reduces the losses of the counted rows; the mean divides by `divisor`, a scalar.
Tensor reduce_rows(const char* loss, const Tensor& losses, const CountedRows& rows,
                   const Tensor& divisor, Reduction reduction);

}  // namespace xgrad::nn
