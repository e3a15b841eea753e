// Perplexity from logits and from sums of negative log-likelihoods.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/class_targets.hpp>
#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/metrics/metric_state.hpp>
#include <xgrad/nn/metrics/perplexity.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xgrad::nn {
namespace {

// Of the copies in float64, so that they need little memory for a large vocabulary.
constexpr Index kMostScores = Index{1} << 20;

double mean_of(const char* function, double nll, Index tokens) {
  if (tokens < 0) {
    throw ValueError(fmt::format("{}: tokens is {}, must be at least 0", function, tokens));
  }
  return nll / static_cast<double>(tokens);
}

}  // namespace

double perplexity(double nll, Index tokens) {
  return std::exp(mean_of("perplexity", nll, tokens));
}

double bits_per_token(double nll, Index tokens) {
  return mean_of("bits_per_token", nll, tokens) * std::numbers::log2e;
}

Perplexity::Perplexity(const PerplexityOptions& options)
    : MetricTotals("Perplexity", "nll", "count", {{{"ignore_index", options.ignore_index}}}),
      options_(options) {}

void Perplexity::update(const Tensor& logits, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    const ClassLossNames names{metric(), "logits"};
    check_class_indices(names, logits, target, {});
    const auto [counted, scores, classes] =
        class_rows(names, logits, target, options_.ignore_index, mask);
    const Index rows = classes.numel();
    const Index step = std::max<Index>(kMostScores / std::max<Index>(scores.size(1), 1), 1);
    double nll = sum();
    for (Index begin = 0; begin < rows; begin += step) {
      const Index size = std::min(step, rows - begin);
      const Tensor losses =
          cross_entropy(to(narrow(scores, 0, begin, size), float64),
                        narrow(classes, 0, begin, size), {.reduction = Reduction::none});
      for (const double loss : losses.to_vector<double>()) nll += loss;
    }
    set(nll, count() + rows);
  });
}

void Perplexity::update(double nll, Index tokens) {
  if (tokens < 0 || tokens > kMostCounted - count()) {
    throw ValueError(fmt::format("{}: tokens is {}, must be from 0 to {}", metric(), tokens,
                                 kMostCounted - count()));
  }
  set(sum() + nll, count() + tokens);
}

double perplexity(const Tensor& logits, const Tensor& target, const PerplexityOptions& options,
                  const Tensor& mask) {
  Perplexity metric(options);
  metric.update(logits, target, mask);
  return metric.compute();
}

}  // namespace xgrad::nn
