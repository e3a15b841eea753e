// The command line of the language model: train, sample, eval.
#include <xgrad/nn/training/interruption.hpp>

#include <fmt/format.h>

#include "char_rnn/checkpoint.hpp"
#include "char_rnn/limits.hpp"
#include "char_rnn/sampling.hpp"
#include "char_rnn/training.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"
#include "support/terminal.hpp"
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace char_rnn {
namespace {

using namespace xgrad;
using support::not_negative;
using support::positive;
using support::whole;

constexpr Index kWordEmbedding = 128;

/// Everything the command line can say.
struct Arguments {
  std::string text, model, level = "character";
  std::optional<Index> vocabulary, min_count, embedding;
  ModelOptions shape = {.vocabulary = 0, .hidden = 256};
  TrainingOptions training;
  int threads = num_threads();
  std::string prime;
  Index length = 1000;
  double temperature = 0.8;
  std::uint64_t sample_seed = std::random_device()();
  bool whole_text = false;
};

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "learn from a text");
  ModelOptions& shape = arguments.shape;
  TrainingOptions& training = arguments.training;
  command
      .add_option("--text", arguments.text,
                  "text to learn, a file or a pipe; its last 5 % are held out")
      ->required();
  command
      .add_option("--level", arguments.level,
                  "tokens of the text: code points of UTF-8, bytes of any text, or words")
      ->check(CLI::IsMember({"character", "byte", "word"}));
  command
      .add_option("--vocabulary", arguments.vocabulary,
                  "most words of the vocabulary, all others are <unk>")
      ->check(whole(2, kMostTokens))
      ->default_str(std::to_string(WordOptions().most));
  command.add_option("--min-count", arguments.min_count, "words that occur less often are <unk>")
      ->check(whole(1, kMostTokens))
      ->default_str(std::to_string(WordOptions().min_count));
  command
      .add_option("--embedding", arguments.embedding,
                  "size of the vectors of tokens, 0 for one-hot rows")
      ->check(whole(0, kMostUnits))
      ->default_str(fmt::format("{} for words, else 0", kWordEmbedding));
  command.add_option("--cell", shape.cell, "kind of layer")
      ->check(CLI::IsMember({"lstm", "gru", "rnn"}));
  command.add_option("--hidden", shape.hidden, "units of each layer")->check(whole(1, kMostUnits));
  command.add_option("--layers", shape.layers, "layers")->check(whole(1, kMostLayers));
  command
      .add_option("--dropout", shape.dropout,
                  "probability of dropout behind the embedding and every layer")
      ->check(support::between(0, 1));
  command.add_option("--batch", training.batch, "parallel streams")->check(whole(1, kLargestBatch));
  command.add_option("--sequence", training.sequence, "time steps of one back-propagation")
      ->check(whole(1, kLongestSequence));
  command.add_option("--steps", training.steps, "optimizer steps")->check(whole(1, kMostSteps));
  command.add_option("--lr", training.lr, "learning rate")->check(positive());
  command.add_option("--optimizer", training.optimizer, "optimizer")
      ->check(CLI::IsMember({"adam", "rmsprop", "sgd"}));
  command.add_option("--clip", training.clip, "largest norm of the gradient")->check(positive());
  command.add_option("--seed", training.seed, "seed of weights, dropout and samples")
      ->check(support::seed());
  command.add_option("--threads", arguments.threads, "threads")->check(whole(1, 1024));
  command.add_option("--out", training.out, "file the training is saved in");
  command.add_flag(
      "--resume", training.resume,
      "continue the training saved in --out, if there is one, as if it had not stopped");
  command
      .add_option("--sample-every", training.sample_every,
                  "steps between samples, when the model is saved too; 0 for none")
      ->check(whole(0, kMostSteps));
  command.add_option("--report", training.report,
                     "HTML page of the training, written at every sample and at the end");
  command
      .add_option("--log-every", training.log_every,
                  "steps between plain lines in place of the progress bar")
      ->check(whole(1, kMostSteps));
}

void add_sample(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("sample", "write text with a model");
  command.add_option("--model", arguments.model, "file written by train")->required();
  command.add_option("--prime", arguments.prime, "text to go on from");
  command.add_option("--length", arguments.length, "tokens to write")
      ->check(whole(0, kLongestSample));
  command.add_option("--temperature", arguments.temperature, "0 always takes the likeliest")
      ->check(not_negative());
  command.add_option("--seed", arguments.sample_seed, "seed, a new one each time when left out")
      ->check(support::seed());
}

void add_eval(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("eval", "measure how well a model predicts a text");
  command.add_option("--model", arguments.model, "file written by train")->required();
  command.add_option("--text", arguments.text, "text, of which the last 5 % count")->required();
  command.add_flag("--whole", arguments.whole_text, "all of it counts");
}

// Measures a model on a text, and prints the result.
void measure(const char* name, const SavedModel& saved, std::string_view text) {
  const auto& [model, vocabulary] = saved;
  const Tensor tokens = vocabulary.encode(text);
  const nn::Perplexity perplexity = evaluate(model, tokens);
  const std::string token = short_name_of(vocabulary.unit());
  std::string line = fmt::format("{}: {:.4f} nats/{}, ", name, perplexity.loss(), token);
  if (vocabulary.unit() != TextUnit::word) {
    line += fmt::format("{:.4f} bits/{}", perplexity.bits_per_token(), token);
  } else {
    const Index characters = count_tokens(text, TextUnit::code_point);
    line += fmt::format("perplexity {:.2f} per word, {:.4f} bits/char", perplexity.compute(),
                        perplexity.bits_per_character(characters));
  }
  if (const auto unknown = vocabulary.unknown_id()) {
    const double share = mean((tokens == *unknown).to(float64)).item<double>();
    line += fmt::format(", {:.1f} % {}", 100 * share, vocabulary.token(*unknown));
  }
  support::print(line + "\n");
}

// The vocabulary that the command line describes.
Vocabulary described_vocabulary(const Arguments& arguments, std::string_view text) {
  const TextUnit unit = unit_of(arguments.level);
  if (unit != TextUnit::word && (arguments.vocabulary || arguments.min_count)) {
    throw ValueError("train: --vocabulary and --min-count are options of words",
                     "all characters or bytes of a text are in its vocabulary; add --level word");
  }
  const WordOptions standard;
  return make_vocabulary(text, unit,
                         {.most = arguments.vocabulary.value_or(standard.most),
                          .min_count = arguments.min_count.value_or(standard.min_count)});
}

int run_train(Arguments& arguments) {
  std::vector<std::string> outputs = {arguments.training.out};
  if (!arguments.training.report.empty()) outputs.push_back(arguments.training.report);
  support::check_outputs(outputs, arguments.text);
  const std::string text = read_text(arguments.text);
  const Vocabulary vocabulary = described_vocabulary(arguments, text);
  const auto [training_text, held_out] = split_text(text, vocabulary.unit());
  const Tensor tokens = vocabulary.encode(training_text);
  arguments.shape.vocabulary = vocabulary.size();
  arguments.shape.embedding =
      arguments.embedding.value_or(vocabulary.unit() == TextUnit::word ? kWordEmbedding : 0);
  check_memory(arguments.shape, arguments.training);
  set_num_threads(arguments.threads);
  manual_seed(arguments.training.seed);
  const CharModel model(arguments.shape);
  const Index held_out_tokens = count_tokens(held_out, vocabulary.unit());
  support::print(fmt::format("{} {}s, a vocabulary of {}; {} train, {} are held out\n",
                             tokens.numel() + held_out_tokens, name_of(vocabulary.unit()),
                             vocabulary.size(), tokens.numel(), held_out_tokens));

  const int signal = train(model, vocabulary, tokens, arguments.training);
  if (signal != 0) {
    support::print(fmt::format("interrupted; the model so far: {}; --resume continues\n",
                               arguments.training.out));
    return nn::training::exit_code(signal);
  }
  measure("held-out", {model, vocabulary}, held_out);
  support::print(fmt::format("model: {}\n", arguments.training.out));
  if (outputs.size() > 1) support::print(fmt::format("report: {}\n", arguments.training.report));
  return 0;
}

int run_sample(const Arguments& arguments) {
  const SavedModel saved = load_model(arguments.model);
  Generator generator(arguments.sample_seed);
  std::string text = sample(saved.model, saved.vocabulary,
                            {arguments.prime, arguments.length, arguments.temperature}, generator);
  const bool words = saved.vocabulary.unit() == TextUnit::word;
  if (words && !arguments.prime.empty()) text.insert(0, " ");
  support::print(support::for_output(arguments.prime + text) + "\n");
  return 0;
}

int run_eval(const Arguments& arguments) {
  const SavedModel saved = load_model(arguments.model);
  const std::string text = read_text(arguments.text);
  if (arguments.whole_text) {
    measure("whole text", saved, text);
  } else {
    measure("held-out", saved, split_text(text, saved.vocabulary.unit()).held_out);
  }
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app(
      "A language model after Karpathy: it learns a text one character, byte or word at a time");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_sample(app, arguments);
  add_eval(app, arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;
  if (app.got_subcommand("train")) return run_train(arguments);
  return app.got_subcommand("sample") ? run_sample(arguments) : run_eval(arguments);
}

}  // namespace
}  // namespace char_rnn

int main(int argc, char** argv) {
  return support::run_program("char_rnn", [&] { return char_rnn::run(argc, argv); });
}
