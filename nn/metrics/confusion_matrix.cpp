// Counts of classes and predictions, and the scores that follow from them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/confusion_matrix.hpp>
#include <xgrad/nn/metrics/counted.hpp>
#include <xgrad/nn/metrics/metric_state.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <algorithm>
#include <numeric>

namespace xgrad::nn {
namespace {

constexpr const char *kConfusionMatrix = "ConfusionMatrix", *kCounts = "counts";

double ratio(Index part, Index whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The predicted and the true class of each target that counts.
struct Predictions {
  std::vector<Index> predicted, target;
};

Predictions predictions_of(const Tensor& input, const Tensor& target, Index num_classes,
                           std::int64_t ignore_index, const Tensor& mask) {
  if (input.dtype(kConfusionMatrix) == int64) {
    const auto [counted, predicted, classes] =
        counted_pairs(kConfusionMatrix, input, target, ignore_index, mask);
    check_classes(kConfusionMatrix, "target", target, counted, num_classes);
    check_classes(kConfusionMatrix, "input", input, counted, num_classes);
    return {predicted.to_vector<Index>(), classes.to_vector<Index>()};
  }
  const ClassRows rows = ordered_rows(kConfusionMatrix, input, target, ignore_index, mask);
  if (input.size(-1) != num_classes) {
    throw ShapeError(fmt::format("{}: scores {} have {} classes, expected num_classes = {}",
                                 kConfusionMatrix, input.shape(), input.size(-1), num_classes));
  }
  return {argmax(rows.scores, 1).to_vector<Index>(), rows.classes.to_vector<Index>()};
}

}  // namespace

// What the scores of a class follow from.
struct ConfusionMatrix::ClassCounts {
  Index correct = 0, targets = 0, predictions = 0;
};

ConfusionMatrix::ConfusionMatrix(Index num_classes, const ConfusionMatrixOptions& options)
    : num_classes_(num_classes), options_(options) {
  check_positive(kConfusionMatrix, "num_classes", num_classes);
  check_addressable(kConfusionMatrix, "the matrix [num_classes, num_classes]",
                    {{"num_classes", num_classes}}, num_classes);
  with_out_of_memory([&] { counts_.resize(static_cast<std::size_t>(num_classes * num_classes)); });
}

void ConfusionMatrix::update(const Tensor& input, const Tensor& target, const Tensor& mask) {
  with_out_of_memory([&] {
    const NoGrad no_grad;
    const auto [predicted, classes] =
        predictions_of(input, target, num_classes_, options_.ignore_index, mask);
    for (std::size_t i = 0; i < classes.size(); ++i)
      ++counts_[static_cast<std::size_t>(classes[i] * num_classes_ + predicted[i])];
  });
}

Tensor ConfusionMatrix::compute() const {
  return with_out_of_memory([&] { return from_vector(counts_, {num_classes_, num_classes_}); });
}

std::vector<ConfusionMatrix::ClassCounts> ConfusionMatrix::class_counts() const {
  const auto size = static_cast<std::size_t>(num_classes_);
  std::vector<ClassCounts> classes(size);
  for (std::size_t target = 0; target < size; ++target) {
    for (std::size_t predicted = 0; predicted < size; ++predicted) {
      const Index count = counts_[target * size + predicted];
      classes[target].targets += count;
      classes[predicted].predictions += count;
      if (target == predicted) classes[target].correct = count;
    }
  }
  return classes;
}

std::vector<double> ConfusionMatrix::scores(double (*score)(const ClassCounts&)) const {
  return with_out_of_memory([&]() -> std::vector<double> {
    const std::vector<ClassCounts> classes = class_counts();
    std::vector<double> result(classes.size());
    std::ranges::transform(classes, result.begin(), score);
    return result;
  });
}

double ConfusionMatrix::average_of(const std::vector<double>& scores, Average average) const {
  if (average == Average::micro) return accuracy();
  return with_out_of_memory([&] {
    const std::vector<ClassCounts> classes = class_counts();
    double sum = 0, weights = 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const bool occurs = classes[i].targets + classes[i].predictions > 0;
      const double weight = average == Average::macro ? static_cast<double>(occurs)
                                                      : static_cast<double>(classes[i].targets);
      sum += weight * scores[i];
      weights += weight;
    }
    return sum / weights;
  });
}

double ConfusionMatrix::accuracy() const {
  Index correct = 0;
  for (Index i = 0; i < num_classes_; ++i)
    correct += counts_[static_cast<std::size_t>(i * (num_classes_ + 1))];
  return static_cast<double>(correct) /
         static_cast<double>(std::accumulate(counts_.begin(), counts_.end(), Index{0}));
}

std::vector<double> ConfusionMatrix::precision() const {
  return scores([](const ClassCounts& c) { return ratio(c.correct, c.predictions); });
}

std::vector<double> ConfusionMatrix::recall() const {
  return scores([](const ClassCounts& c) { return ratio(c.correct, c.targets); });
}

std::vector<double> ConfusionMatrix::f1() const {
  return scores(
      [](const ClassCounts& c) { return ratio(2 * c.correct, c.targets + c.predictions); });
}

double ConfusionMatrix::precision(Average average) const {
  return average_of(precision(), average);
}

double ConfusionMatrix::recall(Average average) const {
  return average_of(recall(), average);
}

double ConfusionMatrix::f1(Average average) const {
  return average_of(f1(), average);
}

void ConfusionMatrix::reset() {
  std::ranges::fill(counts_, 0);
}

StateDict ConfusionMatrix::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    state.emplace(entry_name(kConfusionMatrix, kCounts), compute());
    state.emplace(entry_name(kConfusionMatrix, kIgnoreIndex),
                  full({}, options_.ignore_index, int64));
    return state;
  });
}

void ConfusionMatrix::load_state_dict(const StateDict& state) {
  with_out_of_memory([&] {
    const std::string name = entry_name(kConfusionMatrix, kCounts);
    check_state_of(kConfusionMatrix, state,
                   {{name, int64, {num_classes_, num_classes_}, fault_of_counts},
                    option_entry(kConfusionMatrix, kIgnoreIndex, options_.ignore_index)},
                   "load the state of a matrix with as many classes and the same options");
    counts_ = state.at(name).to_vector<Index>();
  });
}

Tensor confusion_matrix(const Tensor& input, const Tensor& target, Index num_classes,
                        const ConfusionMatrixOptions& options, const Tensor& mask) {
  ConfusionMatrix metric(num_classes, options);
  metric.update(input, target, mask);
  return metric.compute();
}

double f1_score(const Tensor& input, const Tensor& target, Index num_classes, Average average,
                const ConfusionMatrixOptions& options, const Tensor& mask) {
  ConfusionMatrix metric(num_classes, options);
  metric.update(input, target, mask);
  return metric.f1(average);
}

}  // namespace xgrad::nn
