// The share of correct predictions.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/metrics/totals.hpp>

#include <cstdint>

namespace xgrad::nn {

/// Options of `Accuracy`.
struct AccuracyOptions {
  /// A prediction is correct if the target has one of the `top_k` largest scores; of equal scores, that
  /// of the lowest class is the largest.
  Index top_k = 1;
  /// Targets of this value do not count.
  std::int64_t ignore_index = -100;
};

/// Correct predictions over targets.
class Accuracy : public MetricTotals<Index, Index> {
 public:
  /// Throws ValueError unless `top_k` is positive.
  explicit Accuracy(const AccuracyOptions& options = {});

  /// Counts a batch of floating scores, such as logits, or of predicted class indices. Where the mask is
  /// false, nothing is read.
  /// [..., classes] or int64 [...], int64 [...], bool [...]
  /// Throws ShapeError, DTypeError; ValueError for less than `top_k` classes or for class indices
  /// with top_k > 1; IndexError for a target that is not a class of the scores; NumericError for NaN.
  void update(const Tensor& input, const Tensor& target, const Tensor& mask = {});
  /// NaN before the first target.
  double compute() const { return mean(); }

 private:
  AccuracyOptions options_;
};

/// The accuracy of one batch.   [..., classes] or int64 [...], int64 [...], bool [...]
/// Throws as `Accuracy`.
double accuracy(const Tensor& input, const Tensor& target, const AccuracyOptions& options = {},
                const Tensor& mask = {});

}  // namespace xgrad::nn
