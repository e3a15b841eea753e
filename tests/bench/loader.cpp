// What data loaders cost beside the training step that they feed, in processor time of one thread.
#include <xgrad/xgrad.hpp>

#include "shared/figures.hpp"
#include "shared/stopwatch.hpp"
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace {

using namespace xgrad;
using namespace xgrad::nn::data;

constexpr Index kVocabulary = 65, kHidden = 128, kBatch = 32, kTime = 64;

/// The model of the example char_rnn with its default sizes.
struct Model : nn::Module<Model> {
  nn::LSTM lstm =
      register_module("lstm", nn::LSTM({.input_size = kVocabulary, .hidden_size = kHidden}));
  nn::Linear head = register_module("head", nn::Linear(kHidden, kVocabulary));

  nn::RecurrentOutput forward(const Tensor& text, const nn::State& state,
                              const nn::Sequences& sequences) const {
    auto [output, next] = lstm(text, state, sequences);
    return {head(output), std::move(next)};
  }
};

/// A text of letters in a file, deleted at the end.
struct TextFile {
  TextFile() {
    std::string text(std::size_t{1} << 24, 'a');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * i % kVocabulary);
    std::ofstream(path, std::ios::binary) << text;
  }
  ~TextFile() { std::filesystem::remove(path); }

  std::string path = "/tmp/xgrad-bench-loader-" + std::to_string(::getpid());
};

/// A segment of the epoch, which begins again at its end.
Segment next_of(Streams& streams) {
  auto segment = streams.next();
  return segment ? *std::move(segment) : next_of(streams);
}

void report(const char* source, Streams streams, double step) {
  constexpr int kSegments = 100;
  const double seconds = bench::best_seconds(
      20,
      [&] {
        for (int i = 0; i < kSegments; ++i) next_of(streams);
      },
      bench::processor_seconds);
  bench::print_figure(std::string("loader, a segment of ") + source + ", us",
                      1e6 * seconds / kSegments);
  bench::print_figure(std::string("loader, a segment of ") + source + " over a char_rnn step, %",
                      100 * seconds / kSegments / step);
}

}  // namespace

int main() {
  set_num_threads(1);
  const TextFile file;
  const auto text = std::make_shared<FileSource>(file.path);
  const StreamOptions options = {.batch_size = kBatch, .k1 = kTime};
  Streams streams(text, options);
  const Model model;
  optim::Adam optimizer(model.named_parameters());
  nn::State state;
  const Segment segment = next_of(streams);
  const auto train = [&] {
    const auto [logits, next] = model(segment.input, state, {.reset = segment.reset});
    optimizer.zero_grad();
    nn::cross_entropy(logits, segment.target).backward();
    optim::clip_grad_norm_(model.parameters(), 5.0);
    optimizer.step();
    state = next.detach();
  };
  const double step = bench::best_seconds(20, train, bench::processor_seconds);
  bench::print_figure("loader, the char_rnn step beside it, us", 1e6 * step);
  report("a file", std::move(streams), step);
  report("a tensor", Streams(text->read(0, text->size()), options), step);
}
