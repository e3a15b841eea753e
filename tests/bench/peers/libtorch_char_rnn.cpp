// The libtorch peer of examples/char_rnn: the same model, data order and settings, for speed and
// held-out loss.
//
// The protocol, which both programs follow so that `--seed 1` gives the same losses:
//  * Vocabulary: the distinct bytes of the whole text, in rising order. The first n = floor(95 N /
//  100) of its N
//    characters train, the rest are held out.
//  * After manual_seed(seed) the LSTM is constructed, then the Linear layer, each with its default
//  initialisation.
//    Input characters are one-hot.
//  * stream_length = floor((n - 1) / batch); stream b starts at character b * stream_length. Each
//  step reads
//    `sequence` characters of every stream, from a common offset that starts at 0 and advances by
//    `sequence`; the targets lie one character further. When offset + sequence > stream_length, the
//    offset returns to 0 and the state to zero; otherwise the state is carried over, detached.
//  * Loss: cross entropy, mean over all characters of the step. All gradients are clipped together
//  to the norm
//    `clip`, then Adam steps (betas 0.9 and 0.999, eps 1e-8, no decay).
//  * Held-out loss: the N - n held-out characters read once as one stream of batch 1 from a zero
//  state; the mean
//    over its N - n - 1 predictions, in nats per character, and divided by ln 2 in bits per
//    character.

#include <CLI/CLI.hpp>

#include "shared/stopwatch.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <torch/torch.h>
#include <tuple>
#include <vector>

namespace {

using State = std::tuple<torch::Tensor, torch::Tensor>;

struct Options {
  std::string text;
  std::int64_t hidden = 128;
  std::int64_t layers = 2;
  std::int64_t batch = 50;
  std::int64_t sequence = 50;
  std::int64_t steps = 1000;
  double lr = 2e-3;
  double clip = 5.0;
  std::uint64_t seed = 1;
  int threads = 1;
};

Options parse(int argc, char** argv) {
  Options options;
  CLI::App app("libtorch's run of the character model of examples/char_rnn");
  app.option_defaults()->always_capture_default();
  app.add_option("--text", options.text, "text to learn")->required()->check(CLI::ExistingFile);
  app.add_option("--hidden", options.hidden, "units of each LSTM layer");
  app.add_option("--layers", options.layers, "LSTM layers");
  app.add_option("--batch", options.batch, "parallel streams");
  app.add_option("--sequence", options.sequence, "time steps of truncated BPTT");
  app.add_option("--steps", options.steps, "optimizer steps");
  app.add_option("--lr", options.lr, "learning rate of Adam");
  app.add_option("--clip", options.clip, "largest norm of the gradient");
  app.add_option("--seed", options.seed, "seed of the initial weights");
  app.add_option("--threads", options.threads, "threads");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

/// A text as character numbers, and the size of its vocabulary.
struct Corpus {
  torch::Tensor train;     // [n]
  torch::Tensor held_out;  // [N - n]
  std::int64_t vocabulary;
};

Corpus read_corpus(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<unsigned char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<unsigned char> alphabet = bytes;
  std::sort(alphabet.begin(), alphabet.end());
  alphabet.erase(std::unique(alphabet.begin(), alphabet.end()), alphabet.end());

  auto numbers = torch::empty({static_cast<std::int64_t>(bytes.size())}, torch::kInt64);
  std::transform(
      bytes.begin(), bytes.end(), numbers.data_ptr<std::int64_t>(), [&](unsigned char byte) {
        return std::lower_bound(alphabet.begin(), alphabet.end(), byte) - alphabet.begin();
      });
  const std::int64_t n = numbers.numel() * 95 / 100;
  return {numbers.slice(0, 0, n), numbers.slice(0, n), static_cast<std::int64_t>(alphabet.size())};
}

struct CharModel : torch::nn::Module {
  CharModel(std::int64_t vocabulary, const Options& options)
      : lstm(torch::nn::LSTMOptions(vocabulary, options.hidden).num_layers(options.layers)),
        head(options.hidden, vocabulary),
        one_hot(torch::eye(vocabulary)) {
    register_module("lstm", lstm);
    register_module("head", head);
  }

  /// Logits for every character, and the state after the last.   text [time, batch] -> [time *
  /// batch, vocabulary]
  std::tuple<torch::Tensor, State> forward(const torch::Tensor& text, const State& state) {
    const auto input =
        one_hot.index_select(0, text.reshape(-1)).view({text.size(0), text.size(1), -1});
    auto [output, next] = lstm(input, state);
    return {head(output).flatten(0, 1), next};
  }

  torch::nn::LSTM lstm;
  torch::nn::Linear head;
  torch::Tensor one_hot;
};

State zero_state(const Options& options, std::int64_t batch) {
  const auto zeros = torch::zeros({options.layers, batch, options.hidden});
  return {zeros, zeros};
}

void train(CharModel& model, const torch::Tensor& text, const Options& options) {
  const std::int64_t stream_length = (text.numel() - 1) / options.batch;
  if (stream_length < options.sequence) {
    throw std::invalid_argument("the text is too short for this batch and sequence");
  }
  const auto streams_at = [&](std::int64_t offset) {  // [sequence, batch]
    return text.as_strided({options.sequence, options.batch}, {1, stream_length}, offset);
  };
  torch::optim::Adam optimizer(model.parameters(), torch::optim::AdamOptions(options.lr));
  State state = zero_state(options, options.batch);
  std::int64_t offset = 0;

  const double start = bench::wall_seconds();
  for (std::int64_t step = 1; step <= options.steps; ++step) {
    if (offset + options.sequence > stream_length) {
      offset = 0;
      state = zero_state(options, options.batch);
    }
    const auto [logits, next] = model.forward(streams_at(offset), state);
    const auto loss =
        torch::nn::functional::cross_entropy(logits, streams_at(offset + 1).reshape(-1));
    optimizer.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(model.parameters(), options.clip);
    optimizer.step();
    state = {std::get<0>(next).detach(), std::get<1>(next).detach()};
    offset += options.sequence;

    if (step <= 20 || step % 100 == 0 || step == options.steps) {
      std::printf("step %ld/%ld  loss %.7f  %.1f s\n", static_cast<long>(step),
                  static_cast<long>(options.steps), loss.item<double>(),
                  bench::wall_seconds() - start);
      std::fflush(stdout);
    }
  }
  const double seconds = bench::wall_seconds() - start;
  const auto characters = static_cast<double>(options.steps * options.batch * options.sequence);
  std::printf("training: %.3f s, %.2f ms/step, %.0f chars/s\n", seconds,
              1e3 * seconds / static_cast<double>(options.steps), characters / seconds);
}

/// Mean loss in nats over a text read as one stream.
double evaluate(CharModel& model, const torch::Tensor& text, const Options& options) {
  constexpr std::int64_t kChunk = 1000;
  const torch::NoGradGuard no_grad;
  const std::int64_t predictions = text.numel() - 1;
  State state = zero_state(options, 1);
  double sum = 0;
  for (std::int64_t start = 0; start < predictions; start += kChunk) {
    const std::int64_t end = std::min(start + kChunk, predictions);
    const auto [logits, next] = model.forward(text.slice(0, start, end).unsqueeze(1), state);
    const auto losses = torch::nn::functional::cross_entropy(
        logits, text.slice(0, start + 1, end + 1),
        torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
    sum += losses.sum(torch::kFloat64).item<double>();
    state = next;
  }
  return sum / static_cast<double>(predictions);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  torch::set_num_threads(options.threads);
  const Corpus corpus = read_corpus(options.text);
  torch::manual_seed(options.seed);
  CharModel model(corpus.vocabulary, options);
  train(model, corpus.train, options);
  const double nats = evaluate(model, corpus.held_out, options);
  std::printf("held-out: %.4f nats/char, %.4f bits/char\n", nats, nats / std::log(2.0));
}
