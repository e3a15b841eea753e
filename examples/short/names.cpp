// Learns the languages of surnames: short_names DATA.csv SEED
#include <xgrad/nn/data/readers.hpp>
#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include <cstdio>

using namespace xgrad;

struct Classifier : nn::Module<Classifier> {
  Classifier(Index characters, Index languages)
      : embedding(register_module("embedding", nn::Embedding(characters, 16))),
        head(register_module("head", nn::Linear(64, languages))) {}

  nn::Embedding embedding;
  nn::GRU gru =
      register_module("gru", nn::GRU({.input_size = 16, .hidden_size = 32, .bidirectional = true}));
  nn::Linear head;

  // [time, batch] -> [batch, languages]
  Tensor forward(const Tensor& tokens, const std::vector<Index>& lengths) const {
    const auto [output, state] = gru(embedding(tokens), {}, {.lengths = lengths});
    return head(cat({state.h.select(0, 0), state.h.select(0, 1)}, -1));
  }
};

int main(int argc, char** argv) {
  using namespace nn::data;
  if (argc != 3) return std::fputs("usage: short_names DATA.csv SEED\n", stderr), 2;
  manual_seed(std::stoull(argv[2]));
  const CsvTable table = read_csv(argv[1], {.missing = {}});
  const auto names = table.text("name");
  const auto [labels, languages] = table.categories("language");
  std::string text;
  for (const std::string& name : names) text += name;
  const auto characters = Vocabulary::from_text(text, TextUnit::code_point);
  std::vector<std::pair<Tensor, Index>> examples;
  for (std::size_t i = 0; i < names.size(); ++i)
    examples.emplace_back(characters.encode(names[i]), labels.data<Index>()[i]);
  const auto [training, held_out] = random_split(examples, {0.9, 0.1});
  DataLoader loader(training, {.batch_size = 32, .shuffle = true}, pad_collate());

  const Classifier model(characters.size(), static_cast<Index>(languages.size()));
  optim::Adam optimizer(model.parameters(), {.lr = 5e-3});
  nn::training::Trainer trainer(model, {}, {.epochs = 10});
  const int signal = trainer.run(loader, [&](const auto& batch) {
    const auto& [tokens, label] = batch;
    const Tensor loss = nn::cross_entropy(model(tokens.output, tokens.lengths), label);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    return loss;
  });
  if (signal != 0) return nn::training::exit_code(signal);

  const nn::training::EvaluationMode mode(model);
  nn::Accuracy accuracy;
  for (const auto& [tokens, label] : DataLoader(held_out, {.batch_size = 256}, pad_collate()))
    accuracy.update(model(tokens.output, tokens.lengths), label);
  std::printf("accuracy: %.4f\n", accuracy.compute());
}
