// The code that the section on CTC of docs/losses.md quotes.
#include <xgrad/nn/metrics.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(ctc_section)

namespace {

struct Recognizer : nn::Module<Recognizer> {
  nn::LSTM lstm = register_module(
      "lstm", nn::LSTM({.input_size = 4, .hidden_size = 16, .bidirectional = true}));
  nn::Linear head = register_module("head", nn::Linear(32, 4));  // the blank and three phonemes

  Tensor forward(const Tensor& frames, const std::vector<Index>& lengths) const {
    return head(lstm(frames, {}, {.lengths = lengths}).output);
  }
};

struct Utterances {
  Tensor frames;  // [time, batch, 4]
  std::vector<Index> lengths;
  std::vector<std::vector<std::int64_t>> transcripts;
  Tensor targets;  // [batch, 3]
};

// Three phonemes in each: two or three noisy frames of a phoneme, then one of silence.
Utterances speak(Index batch) {
  constexpr Index kMostFrames = 12;
  Utterances spoken;
  spoken.targets = randint(1, 4, {batch, 3});
  std::vector<std::int64_t> heard;
  const std::vector<std::int64_t> durations = randint(2, 4, {3 * batch}).to_vector<std::int64_t>();
  for (Index b = 0; b < batch; ++b) {
    const auto& transcript =
        spoken.transcripts.emplace_back(select(spoken.targets, 0, b).to_vector<std::int64_t>());
    const std::size_t begin = heard.size();
    for (std::size_t i = 0; i < 3; ++i) {
      const auto duration = durations[3 * static_cast<std::size_t>(b) + i];
      heard.insert(heard.end(), static_cast<std::size_t>(duration), transcript[i]);
      heard.push_back(0);
    }
    spoken.lengths.push_back(static_cast<Index>(heard.size() - begin));
    heard.resize(begin + kMostFrames);
  }
  const Tensor frames = one_hot(from_vector(heard, {batch, kMostFrames}), 4, float32);
  spoken.frames = transpose(frames, 0, 1) + 0.2 * randn({kMostFrames, batch, 4});
  return spoken;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_recognizer_learns_and_decodes) {
  manual_seed(1);
  const Recognizer model;
  optim::Adam optimizer(model.parameters(), {.lr = 2e-2});
  for (int step = 0; step < 60; ++step) {
    const Utterances batch = speak(16);
    const Tensor logits = model(batch.frames, batch.lengths);  // [time, batch, classes]
    const Tensor loss = nn::ctc_loss_with_logits(logits, batch.targets, from_vector(batch.lengths),
                                                 full({16}, 3, int64));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }

  const NoGrad no_grad;
  const Utterances test = speak(64);
  const Tensor log_probs = log_softmax(model(test.frames, test.lengths), -1);
  const Tensor lengths = from_vector(test.lengths);
  const auto decoded = nn::ctc_greedy_decode(log_probs, lengths);
  const double phoneme_error_rate = nn::error_rate(decoded, test.transcripts);
  const auto candidates =
      nn::ctc_beam_decode(log_probs, lengths, {.beam_width = 8, .top_paths = 2});
  const auto& [labels, log_probability] = candidates[0][0];  // the best one of the first sequence
  BOOST_TEST(phoneme_error_rate < 0.02);
  BOOST_TEST((labels == test.transcripts[0]));
  BOOST_TEST(candidates[0].size() == 2);
  BOOST_TEST(log_probability > std::log(0.5));
}

BOOST_AUTO_TEST_CASE(both_forms_of_targets_and_lengths) {
  const Tensor log_probs = log_softmax(randn({7, 2, 4}), -1);
  const Tensor padded = nn::ctc_loss(log_probs, tensor({{1, 2, 2}, {3, 0, 0}}), {7, 5}, {3, 1});
  const Tensor concatenated = nn::ctc_loss(log_probs, tensor({1, 2, 2, 3}), {7, 5}, {3, 1});
  BOOST_TEST(close(concatenated, padded));
}

BOOST_AUTO_TEST_SUITE_END()
