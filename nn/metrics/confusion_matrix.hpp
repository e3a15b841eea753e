// Counts of classes and predictions, and the scores that follow from them.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// How the scores of classes are averaged: `macro`, with equal weights for all classes that are a target
/// or a prediction; `weighted`, with the number of targets; `micro`, from the counts of all classes,
/// which gives the accuracy.
enum class Average : std::uint8_t { macro, micro, weighted };

/// Options of `ConfusionMatrix`.
struct ConfusionMatrixOptions {
  /// Targets of this value do not count.
  std::int64_t ignore_index = -100;
};

/// The number of targets of each class that were predicted to be of each class.
class ConfusionMatrix {
 public:
  /// Throws ValueError unless `num_classes` is positive and the matrix addressable.
  explicit ConfusionMatrix(Index num_classes, const ConfusionMatrixOptions& options = {});

  /// Counts a batch of floating scores, such as logits, or of predicted class indices. The prediction
  /// of scores is the class of the first largest one. Where the mask is false, nothing is read.
  /// [..., classes] or int64 [...], int64 [...], bool [...]
  /// Throws ShapeError, DTypeError; IndexError for a target or prediction that is not a class index;
  /// NumericError for NaN.
  void update(const Tensor& input, const Tensor& target, const Tensor& mask = {});
  /// The counts: rows are targets, columns are predictions.   -> int64 [classes, classes]
  Tensor compute() const;

  /// Correct predictions over targets; NaN before the first target.
  double accuracy() const;
  /// Correct predictions of each class over all predictions of it; 0 if there are none.
  std::vector<double> precision() const;
  /// Correct predictions of each class over all targets of it; 0 if there are none.
  std::vector<double> recall() const;
  /// The harmonic mean of precision and recall of each class; 0 if both are 0.
  std::vector<double> f1() const;
  /// Averages over the classes; NaN before the first target.
  double precision(Average average) const;
  double recall(Average average) const;
  double f1(Average average) const;

  /// Forgets all batches.
  void reset();
  /// The counts as "ConfusionMatrix.counts", and the option "ConfusionMatrix.ignore_index".
  StateDict state_dict() const;
  /// Continues after the batches of a saved matrix. Throws ValueError, without changes, for a state that
  /// does not fit, such as one of other options.
  void load_state_dict(const StateDict& state);

 private:
  struct ClassCounts;
  std::vector<ClassCounts> class_counts() const;
  std::vector<double> scores(double (*score)(const ClassCounts&)) const;
  double average_of(const std::vector<double>& scores, Average average) const;

  Index num_classes_;
  ConfusionMatrixOptions options_;
  std::vector<Index> counts_;
};

/// The confusion matrix of one batch.
/// [..., classes] or int64 [...], int64 [...], bool [...] -> int64 [classes, classes]
/// Throws as `ConfusionMatrix`.
Tensor confusion_matrix(const Tensor& input, const Tensor& target, Index num_classes,
                        const ConfusionMatrixOptions& options = {}, const Tensor& mask = {});

/// The F1 score of one batch.   [..., classes] or int64 [...], int64 [...], bool [...]
/// Throws as `ConfusionMatrix`.
double f1_score(const Tensor& input, const Tensor& target, Index num_classes,
                Average average = Average::macro, const ConfusionMatrixOptions& options = {},
                const Tensor& mask = {});

}  // namespace xgrad::nn
