// Learns a text one character at a time. A training that was stopped continues when it is started
// again: short_char_model TEXT CHECKPOINT STEPS SEED
#include <xgrad/nn/data/readers.hpp>
#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include <cstdio>

using namespace xgrad;

struct CharModel : nn::Module<CharModel> {
  explicit CharModel(Index characters)
      : embedding(register_module("embedding", nn::Embedding(characters, 16))),
        head(register_module("head", nn::Linear(64, characters))) {}

  nn::Embedding embedding;
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 16, .hidden_size = 64}));
  nn::Linear head;

  // [time, batch] -> [time, batch, characters]
  nn::RecurrentOutput forward(const Tensor& text, const nn::State& state = {},
                              const nn::Sequences& sequences = {}) const {
    const auto [output, next] = lstm(embedding(text), state, sequences);
    return {head(output), next};
  }
};

int main(int argc, char** argv) {
  using namespace nn::data;
  if (argc != 5)
    return std::fputs("usage: short_char_model TEXT CHECKPOINT STEPS SEED\n", stderr), 2;
  manual_seed(std::stoull(argv[4]));
  const std::string text = read_text(argv[1]);
  const auto characters = Vocabulary::from_text(text, TextUnit::code_point);
  const Tensor tokens = characters.encode(text);
  const Index split = tokens.size(0) * 95 / 100;
  const Tensor held_out = tokens.index({Slice(split, None), None});
  Streams streams(tokens.index({Slice(None, split)}),
                  {.batch_size = 16, .k1 = 32, .drop_last = true});

  const CharModel model(characters.size());
  optim::Adam optimizer(model.parameters(), {.lr = 4e-3});
  nn::State state;
  nn::training::Trainer trainer(
      model, {{"optimizer", optimizer}, {"state", state}},
      {.steps = std::stoll(argv[3]), .checkpoint = argv[2], .save_every = 100, .resume = true});
  const int signal = trainer.run(streams, [&](const Segment& segment) {
    const auto [logits, next] = run_segment(model, segment, state);
    const Tensor loss = nn::cross_entropy(logits, segment.target);
    optimizer.zero_grad();
    loss.backward();
    optim::clip_grad_norm_(model.parameters(), 5.0);
    optimizer.step();
    state = next;
    return loss;
  });
  if (signal != 0) return nn::training::exit_code(signal);

  const nn::training::EvaluationMode mode(model);
  nn::Perplexity perplexity;
  perplexity.update(model(held_out.index({Slice(None, -1)})).output,
                    held_out.index({Slice(1, None)}));
  std::printf("bits per character: %.4f\n", perplexity.bits_per_token());
}
