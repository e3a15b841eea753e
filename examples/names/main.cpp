// The command line of the classifier of surnames: train, predict.
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "names/evaluation.hpp"
#include "names/saved_model.hpp"
#include "names/training.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"
#include "support/terminal.hpp"
#include <algorithm>

namespace names {
namespace {

using namespace xgrad;
using support::whole;

constexpr Index kMostUnits = 4096;

/// Everything the command line can say.
struct Arguments {
  std::string data, model = "names.safetensors", plot = "confusion.svg";
  ModelOptions shape = {.vocabulary = 0, .languages = 0};
  support::TrainingOptions training = {.epochs = 15, .lr = 3e-3};
  std::vector<std::string> names;
  int top = 3;
};

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "learn from names, and evaluate on others");
  ModelOptions& shape = arguments.shape;
  command
      .add_option("--data", arguments.data,
                  "CSV file with a header, whose first two columns are names and languages")
      ->required();
  command.add_option("--embedding", shape.embedding, "size of the vector of a character")
      ->check(whole(1, kMostUnits));
  command.add_option("--hidden", shape.hidden, "units of each direction")
      ->check(whole(1, kMostUnits));
  command.add_option("--dropout", shape.dropout, "probability of dropout")
      ->check(support::between(0, 1));
  support::add_training_options(command, arguments.training, "names");
  command.add_option("--out", arguments.model, "file the model is saved in");
  command.add_option("--plot", arguments.plot, "SVG file of the confusion matrix");
}

void add_predict(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("predict", "the most probable languages of names");
  command.add_option("--model", arguments.model, "file written by train");
  command.add_option("--top", arguments.top, "languages of each name")->check(whole(1, 1000));
  command.add_option("NAME", arguments.names, "names")->default_str("")->required();
}

int run_train(Arguments& arguments) {
  support::check_outputs({arguments.model, arguments.plot}, arguments.data);
  const Names all = read_names(arguments.data);
  support::apply(arguments.training);
  const auto [training, held_out] = split_names(all, default_generator());
  const Vocabulary vocabulary = vocabulary_of(training);
  support::print(fmt::format("{} names in {} languages with {} characters; {} are held out\n",
                             all.names.size(), all.languages.size(), vocabulary.size(),
                             held_out.names.size()));
  arguments.shape.vocabulary = vocabulary.size();
  arguments.shape.languages = static_cast<Index>(all.languages.size());
  const NameClassifier model(arguments.shape);
  train(model, training, vocabulary, arguments.training);
  save_model(arguments.model, {model, vocabulary, all.languages});

  nn::ConfusionMatrix confusion(arguments.shape.languages);
  confusion.update(probabilities(model, encode(held_out, vocabulary)),
                   from_vector(held_out.labels));
  support::print("\n" + support::for_output(to_string(confusion, all.languages)));
  heat_map(confusion, all.languages).write_svg(arguments.plot);
  support::print(fmt::format("\nmodel: {}\nplot: {}\n", arguments.model, arguments.plot));
  return 0;
}

int run_predict(const Arguments& arguments) {
  const auto [model, vocabulary, languages] = load_model(arguments.model);
  const auto count = std::min<Index>(arguments.top, static_cast<Index>(languages.size()));
  std::vector<Example> examples;
  examples.reserve(arguments.names.size());
  for (const std::string& name : arguments.names) {
    if (name.empty()) throw ValueError("predict: a name is empty");
    examples.emplace_back(vocabulary.encode(name), 0);
  }
  const auto [values, indices] = topk(probabilities(model, examples), count);
  for (std::size_t i = 0; i < arguments.names.size(); ++i) {
    std::string line = fmt::format("{:<16}", arguments.names[i]);
    for (Index k = 0; k < count; ++k) {
      const auto row = static_cast<Index>(i);
      const auto language = static_cast<std::size_t>(indices[row][k].item<Index>());
      line +=
          fmt::format("  {} {:.1f} %", languages[language], 100 * values[row][k].item<double>());
    }
    support::print(support::for_output(line) + "\n");
  }
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app("Learns the languages of surnames", "names");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_predict(app, arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;
  return app.got_subcommand("train") ? run_train(arguments) : run_predict(arguments);
}

}  // namespace
}  // namespace names

int main(int argc, char** argv) {
  return support::run_program("names", [&] { return names::run(argc, argv); });
}
