// The area under the receiver operating characteristic, from the sorted scores.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/auroc.hpp>
#include <xgrad/nn/metrics/counted.hpp>
#include <xgrad/nn/metrics/metric_state.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

constexpr const char *kAuroc = "AUROC", *kScores = "scores", *kTargets = "targets";

std::string fault_of_scores(const Tensor& scores) {
  return any(ne(scores, scores)).item<bool>() ? " holds NaN" : "";
}

}  // namespace

void AUROC::update(const Tensor& input, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    const auto [counted, scores, classes] =
        counted_pairs(kAuroc, input, target, options_.ignore_index, mask);
    if (!is_floating(input.dtype())) {
      throw DTypeError(
          fmt::format("{}: the scores are {}, expected float32 or float64", kAuroc, input.array()));
    }
    check_classes(kAuroc, "target", target, counted, 2);
    check_ordered(kAuroc, input, counted);
    const std::vector<Example> added = examples_of(to(scores, float64), gt(classes, 0));
    examples_.insert(examples_.end(), added.begin(), added.end());
  });
}

std::vector<AUROC::Example> AUROC::examples_of(const Tensor& scores, const Tensor& positive) {
  const std::vector<double> values = scores.to_vector<double>();
  const std::vector<bool> flags = positive.to_vector<bool>();
  std::vector<Example> examples(values.size());
  for (std::size_t i = 0; i < examples.size(); ++i) examples[i] = {values[i], flags[i]};
  return examples;
}

double AUROC::compute() const {
  return with_out_of_memory([&] {
    std::vector<Example> sorted = examples_;
    std::ranges::sort(sorted, {}, &Example::score);
    // All pairs of a positive and a negative example in which the positive one has the larger score, and
    // half of those with equal scores.
    double pairs = 0, negatives = 0, positives = 0;
    for (auto begin = sorted.begin(); begin != sorted.end();) {
      const auto end =
          std::ranges::upper_bound(begin, sorted.end(), begin->score, {}, &Example::score);
      const auto equal_positives = static_cast<double>(
          std::count_if(begin, end, [](const Example& e) { return e.positive; }));
      const double equal_negatives = static_cast<double>(end - begin) - equal_positives;
      pairs += equal_positives * (negatives + equal_negatives / 2);
      positives += equal_positives;
      negatives += equal_negatives;
      begin = end;
    }
    return pairs / (positives * negatives);
  });
}

StateDict AUROC::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    std::vector<double> scores;
    std::vector<bool> targets;
    scores.reserve(examples_.size());
    targets.reserve(examples_.size());
    for (const auto& [score, positive] : examples_) {
      scores.push_back(score);
      targets.push_back(positive);
    }
    StateDict state;
    state.emplace(entry_name(kAuroc, kScores), from_vector(scores));
    state.emplace(entry_name(kAuroc, kTargets), from_vector(targets));
    state.emplace(entry_name(kAuroc, kIgnoreIndex), full({}, options_.ignore_index, int64));
    return state;
  });
}

void AUROC::load_state_dict(const StateDict& state) {
  with_out_of_memory([&] {
    const std::string scores = entry_name(kAuroc, kScores), targets = entry_name(kAuroc, kTargets);
    // Any number of scores fits, if there are as many targets.
    const auto found = state.find(scores);
    const bool is_vector =
        found != state.end() && found->second.defined() && found->second.rank() == 1;
    const Shape shape = {is_vector ? found->second.numel() : 0};
    check_state_of(kAuroc, state,
                   {{scores, float64, shape, fault_of_scores},
                    {targets, bool_, shape},
                    option_entry(kAuroc, kIgnoreIndex, options_.ignore_index)},
                   "load the state of a metric of this class, with the same options");
    examples_ = examples_of(state.at(scores), state.at(targets));
  });
}

double auroc(const Tensor& input, const Tensor& target, const AUROCOptions& options,
             const Tensor& mask) {
  AUROC metric(options);
  metric.update(input, target, mask);
  return metric.compute();
}

}  // namespace xgrad::nn
