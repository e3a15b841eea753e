// Running a model without training it: drawing characters, and measuring the loss.
#include "char_rnn/sampling.hpp"

#include <xgrad/nn/training/evaluation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace char_rnn {

using namespace xgrad;

namespace {

// Time steps of one forward pass of `evaluate`, which bound its memory.
constexpr std::size_t kChunk = 1000;

constexpr const char* kUnusable = "the model cannot be used";

// Characters [begin, end) as a stream of its own.   -> [time, 1]
Tensor stream(const Numbers& text, std::size_t begin, std::size_t end) {
  const auto count = static_cast<Index>(end - begin);
  return from_pointer(text.data() + begin, {count, 1});
}

// A number drawn with probability proportional to exp(logit / temperature).
std::int64_t draw(const std::vector<float>& logits, double temperature, Generator& generator) {
  const auto largest = std::max_element(logits.begin(), logits.end());
  if (!std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) {
    throw NumericError("sample: the logits of the next character are not finite",
                       "the parameters are, but too large");
  }
  if (temperature == 0) return largest - logits.begin();
  std::vector<double> sums;  // of the weights up to and including each
  sums.reserve(logits.size());
  double sum = 0;
  for (const float logit : logits) {
    sums.push_back(sum += std::exp((static_cast<double>(logit) - *largest) / temperature));
  }
  double point = 0;
  generator.fill_uniform(&point, 1, 0, sum);
  return std::min(std::upper_bound(sums.begin(), sums.end(), point), sums.end() - 1) - sums.begin();
}

}  // namespace

std::string sample(const CharModel& model, const Vocabulary& vocabulary,
                   const SampleOptions& options, Generator& generator) {
  if (!(options.temperature >= 0)) {
    throw ValueError(
        fmt::format("sample: temperature = {} must be at least 0", options.temperature));
  }
  nn::training::check_finite(model, kUnusable);
  const nn::training::EvaluationMode mode(model);
  Numbers text = vocabulary.encode(options.prime);
  if (text.empty()) {
    text = vocabulary.contains("\n") ? vocabulary.encode("\n") : Numbers{0};
  }
  std::string written;
  nn::State state;
  for (Index i = 0; i < options.length; ++i) {
    const auto [logits, next] = model(stream(text, 0, text.size()), state);
    const Tensor last = select(logits, 0, -1);
    text = {draw(contiguous(last).to_vector<float>(), options.temperature, generator)};
    written += vocabulary.decode(text.front());
    state = next;
  }
  return written;
}

double evaluate(const CharModel& model, const Numbers& text) {
  if (text.size() < 2) {
    throw ValueError(
        fmt::format("evaluate: a text of {} characters leaves nothing to predict", text.size()));
  }
  nn::training::check_finite(model, kUnusable);
  const nn::training::EvaluationMode mode(model);
  const std::size_t predictions = text.size() - 1;
  nn::State state;
  double sum = 0;
  for (std::size_t begin = 0; begin < predictions; begin += kChunk) {
    const std::size_t end = std::min(begin + kChunk, predictions);
    const auto [logits, next] = model(stream(text, begin, end), state);
    const Tensor loss = nn::cross_entropy(logits, stream(text, begin + 1, end + 1));
    sum += loss.item<double>() * static_cast<double>(end - begin);
    state = next;
  }
  if (!std::isfinite(sum)) {
    throw NumericError(fmt::format("evaluate: the loss is {}", sum),
                       "the parameters are finite, but too large");
  }
  return sum / static_cast<double>(predictions);
}

}  // namespace char_rnn
