// The area under the receiver operating characteristic.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// Options of `AUROC`.
struct AUROCOptions {
  /// Targets of this value do not count.
  std::int64_t ignore_index = -100;
};

/// The area under the ROC curve: the probability that the score of a random positive example is larger
/// than that of a random negative one, where equal scores count one half (Hanley & McNeil 1982). It stores
/// all scores, and is exact up to rounding.
class AUROC {
 public:
  explicit AUROC(const AUROCOptions& options = {}) : options_(options) {}

  /// Adds a batch of scores of the positive class, probabilities or logits, with targets 1 (positive) and
  /// 0. Where the mask is false, nothing is read.
  /// [...], int64 [...], bool [...]
  /// Throws ShapeError, DTypeError; IndexError for another target; NumericError for NaN.
  void update(const Tensor& input, const Tensor& target, const Tensor& mask = {});
  /// NaN unless there are examples of both classes. Time O(n log n).
  double compute() const;

  /// Forgets all batches.
  void reset() { examples_.clear(); }
  /// The scores as "AUROC.scores" and "AUROC.targets", and the option "AUROC.ignore_index".
  StateDict state_dict() const;
  /// Continues after the batches of a saved metric. Throws ValueError, without changes, for a state that
  /// does not fit, such as one of other options.
  void load_state_dict(const StateDict& state);

 private:
  struct Example {
    double score;
    bool positive;
  };
  static std::vector<Example> examples_of(const Tensor& scores, const Tensor& positive);

  AUROCOptions options_;
  std::vector<Example> examples_;
};

/// The area under the ROC curve of one batch.   [...], int64 [...], bool [...]
/// Throws as `AUROC`.
double auroc(const Tensor& input, const Tensor& target, const AUROCOptions& options = {},
             const Tensor& mask = {});

}  // namespace xgrad::nn
