// Accuracy, also among the largest scores.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/accuracy.hpp>
#include <xgrad/nn/metrics/counted.hpp>
#include <xgrad/nn/module/checks.hpp>

namespace xgrad::nn {
namespace {

// Whether less than k classes come before the target.   -> bool [counted]
Tensor is_among_largest(const ClassRows& rows, Index k) {
  const Tensor target = unsqueeze(rows.classes, 1);
  const Tensor score = gather(rows.scores, 1, target);
  const Tensor lower_class = lt(arange(rows.scores.size(1)), target);
  const Tensor before =
      logical_or(gt(rows.scores, score), logical_and(eq(rows.scores, score), lower_class));
  return lt(sum(before, 1), k);
}

}  // namespace

Accuracy::Accuracy(const AccuracyOptions& options)
    : MetricTotals("Accuracy", "correct", "count",
                   {{{"top_k", options.top_k}, {"ignore_index", options.ignore_index}}}),
      options_(options) {
  check_positive(metric(), "top_k", options.top_k);
}

void Accuracy::update(const Tensor& input, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    const auto& [top_k, ignore_index] = options_;
    Tensor correct;
    if (input.dtype(metric()) == int64) {
      if (top_k > 1) {
        throw ValueError(fmt::format("{}: top_k is {}, but the input {} holds class indices",
                                     metric(), top_k, input.array()),
                         "the order of the classes is that of their scores");
      }
      const CountedPairs pairs = counted_pairs(metric(), input, target, ignore_index, mask);
      correct = eq(pairs.input, pairs.target);
    } else {
      const ClassRows rows = ordered_rows(metric(), input, target, ignore_index, mask);
      if (top_k > input.size(-1)) {
        throw ValueError(fmt::format("{}: top_k is {}, but scores {} have {} classes", metric(),
                                     top_k, input.shape(), input.size(-1)));
      }
      correct = is_among_largest(rows, top_k);
    }
    set(sum() + xgrad::sum(correct).item<Index>(), count() + correct.numel());
  });
}

double accuracy(const Tensor& input, const Tensor& target, const AccuracyOptions& options,
                const Tensor& mask) {
  Accuracy metric(options);
  metric.update(input, target, mask);
  return metric.compute();
}

}  // namespace xgrad::nn
