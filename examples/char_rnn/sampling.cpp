// Running a model without training it: drawing tokens, and measuring the loss.
#include "char_rnn/sampling.hpp"

#include <xgrad/nn/training/evaluation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace char_rnn {

using namespace xgrad;

namespace {

// Time steps of one forward pass of `evaluate`, which bound its memory.
constexpr Index kChunk = 1000;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr const char* kUnusable = "the model cannot be used";

// The token before a text without a prime: it ends a line or a sentence, if the vocabulary has it.
std::int64_t start_token(const Vocabulary& vocabulary) {
  const char* const end = vocabulary.unit() == TextUnit::word ? "." : "\n";
  return vocabulary.contains(end) ? vocabulary.id(end) : 0;
}

// A token drawn with probability proportional to exp(logit / temperature).
std::int64_t draw(std::vector<float> logits, std::optional<std::int64_t> excluded,
                  double temperature, Generator& generator) {
  if (!std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) {
    throw NumericError("sample: the logits of the next token are not finite",
                       "the parameters are, but too large");
  }
  if (excluded) logits[static_cast<std::size_t>(*excluded)] = -kInfinity;
  const auto largest = std::max_element(logits.begin(), logits.end());
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
  Tensor text = vocabulary.encode(options.prime);
  if (text.numel() == 0) text = full({1}, start_token(vocabulary), int64);
  std::vector<std::int64_t> sampled;
  nn::State state;
  for (Index i = 0; i < options.length; ++i) {
    const auto [logits, next] = model(unsqueeze(text, 1), state);
    const Tensor last = select(logits, 0, -1);
    sampled.push_back(draw(contiguous(last).to_vector<float>(), vocabulary.unknown_id(),
                           options.temperature, generator));
    text = full({1}, sampled.back(), int64);
    state = next;
  }
  return vocabulary.decode(from_vector(sampled));
}

nn::Perplexity evaluate(const CharModel& model, const Tensor& text) {
  nn::data::Streams stream(text, {.batch_size = 1, .k1 = kChunk});
  nn::training::check_finite(model, kUnusable);
  const nn::training::EvaluationMode mode(model);
  nn::Perplexity perplexity;
  nn::State state;
  for (const nn::data::Segment& segment : stream) {
    const auto [logits, next] = model(segment.input, state);
    perplexity.update(logits, segment.target);
    state = next;
  }
  if (!std::isfinite(perplexity.loss())) {
    throw NumericError(fmt::format("evaluate: the loss is {}", perplexity.loss()),
                       "the parameters are finite, but too large");
  }
  return perplexity;
}

}  // namespace char_rnn
