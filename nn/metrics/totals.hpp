// What metrics add up over batches, and its state.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <array>

namespace xgrad::nn {

/// An option that the sums of a metric depend on; none without a name.
struct MetricOption {
  const char* name = nullptr;
  Index value = 0;
};

/// Two sums over all batches, and their state: the base of metrics that need no more. Each is an Index,
/// which is exact, or a double, to which elements are added one by one in row-major order. Results
/// therefore do not depend on the sizes of the batches.
template <class Sum, class Count>
class MetricTotals {
 public:
  /// What has been counted: targets, elements, or the sum of their weights.
  Count count() const { return count_; }
  /// Forgets all batches.
  void reset();
  /// The sums and the options by the name of the metric: "Accuracy.correct", "Accuracy.count",
  /// "Accuracy.top_k", "Accuracy.ignore_index".
  StateDict state_dict() const;
  /// Continues after the batches of a saved metric. Throws ValueError, without changes, for a state that
  /// does not fit, such as one of other options.
  void load_state_dict(const StateDict& state);

 protected:
  using Options = std::array<MetricOption, 2>;
  /// The names of the metric, of its sums and of its options, which must outlive it.
  MetricTotals(const char* metric, const char* sum_name, const char* count_name,
               Options options = {});
  ~MetricTotals() = default;

  const char* metric() const { return metric_; }
  Sum sum() const { return sum_; }
  void set(Sum sum, Count count);
  /// sum / count; NaN for a count of 0.
  double mean() const { return static_cast<double>(sum_) / static_cast<double>(count_); }

 private:
  const char *metric_, *sum_name_, *count_name_;
  Options options_;
  Sum sum_ = 0;
  Count count_ = 0;
};

extern template class MetricTotals<Index, Index>;
extern template class MetricTotals<double, Index>;
extern template class MetricTotals<double, double>;

}  // namespace xgrad::nn
