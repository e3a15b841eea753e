// The command line of the recogniser of spoken words: train, recognize.
#include <xgrad/nn/training/interruption.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "speech/evaluation.hpp"
#include "speech/training.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"
#include "support/terminal.hpp"
#include <cmath>
#include <map>

namespace speech {
namespace {

using namespace xgrad;
using support::whole;

constexpr Index kMostUnits = 4096;

/// Everything the command line can say.
struct Arguments {
  std::string data;
  std::vector<std::string> words;
  double held_out = 0.2;
  ModelOptions shape = {.classes = 0};
  support::TrainingOptions training = {.epochs = 12, .out = "speech.safetensors"};
  std::string model = "speech.safetensors";
  std::vector<std::string> files;
  Index beam = 16, top = 3;
};

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "learn from recordings, evaluate on others");
  command
      .add_option("--data", arguments.data, "folder of the recordings WORD/SPEAKER_nohash_N.wav")
      ->required();
  command.add_option("--words", arguments.words, "words to read")->default_str("all");
  command.add_option("--held-out", arguments.held_out, "share of the speakers that are held out")
      ->check(support::between(0, 1));
  command.add_option("--hidden", arguments.shape.hidden, "units of each layer and direction")
      ->check(whole(1, kMostUnits));
  command.add_option("--dropout", arguments.shape.dropout, "probability of dropout")
      ->check(support::between(0, 1));
  support::add_training_options(command, arguments.training, "recordings");
  support::add_checkpoint_options(command, arguments.training);
}

void add_recognize(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("recognize", "the characters of recordings");
  command.add_option("--model", arguments.model, "file written by train");
  command.add_option("--beam", arguments.beam, "prefixes that remain in each time step")
      ->check(whole(1, 10'000));
  command.add_option("--top", arguments.top, "hypotheses of each recording, at most --beam")
      ->check(whole(1, 1000));
  command.add_option("FILE", arguments.files, "WAV files")->default_str("")->required();
}

void print_scores(const std::string& name, std::size_t count, const Scores& scores) {
  support::print(support::for_output(
      fmt::format("{:<24.24} {:>10} {:>8.1f} % {:>8.1f} % {:>8.1f} %\n", name, count,
                  100 * scores.greedy, 100 * scores.beam, 100 * scores.words)));
}

// Each held-out speaker, and all of them.
void print_evaluation(const Recognizer& model, const Split& split, const Data& data) {
  std::map<std::string, std::vector<Example>> speakers;
  for (std::size_t i = 0; i < split.held_out.size(); ++i) {
    speakers[split.held_out[i].speaker].push_back(data.held_out[i]);
  }
  support::print(fmt::format("\n{:<24} {:>10} {:>10} {:>10} {:>10}\n", "held-out speaker",
                             "recordings", "greedy", "beam", "words"));
  constexpr std::size_t kMostSpeakers = 20;
  if (speakers.size() <= kMostSpeakers) {
    for (const auto& [speaker, examples] : speakers) {
      print_scores(speaker, examples.size(), evaluate(model, examples));
    }
  }
  print_scores("all", data.held_out.size(), evaluate(model, data.held_out));
  print_scores("speakers of the training", data.training.size(), evaluate(model, data.training));
}

int run_train(Arguments& arguments) {
  const support::TrainingOptions& options = arguments.training;
  support::check_outputs({options.out}, arguments.data);
  support::apply(options);
  SoundReader reader;
  const auto recordings = read_recordings(reader, arguments.data, arguments.words);
  const Split split = split_speakers(recordings, arguments.held_out, default_generator());
  const Vocabulary vocabulary = vocabulary_of(recordings);
  Data data = {encode(split.training, vocabulary), encode(split.held_out, vocabulary), vocabulary,
               reader.sample_rate()};
  support::print(fmt::format("{} recordings at {} Hz with {} characters; {} are held out\n",
                             recordings.size(), data.sample_rate, vocabulary.size() - 1,
                             data.held_out.size()));
  arguments.shape.classes = vocabulary.size();
  const Recognizer model(arguments.shape);
  if (const int signal = train(model, data, options); signal != 0) {
    support::print(fmt::format("interrupted; --resume continues {}\n", options.out));
    return nn::training::exit_code(signal);
  }
  model.eval();
  print_evaluation(model, split, data);
  support::print(fmt::format("\nmodel: {}\n", options.out));
  return 0;
}

int run_recognize(const Arguments& arguments) {
  const SavedModel saved = load_model(arguments.model);
  SoundReader reader(saved.sample_rate);
  std::vector<Example> examples;
  examples.reserve(arguments.files.size());
  for (const std::string& file : arguments.files) {
    examples.emplace_back(reader.read(file), zeros({0}, int64));
  }
  const auto [greedy, beam] = transcribe(
      saved.model, examples,
      {.beam_width = arguments.beam, .top_paths = std::min(arguments.top, arguments.beam)});
  const auto text = [&](const std::vector<std::int64_t>& labels) {
    return fmt::format("'{}'", saved.vocabulary.decode(from_vector(labels)));
  };
  for (std::size_t i = 0; i < arguments.files.size(); ++i) {
    std::string line = fmt::format("{}  greedy {}  beam", arguments.files[i], text(greedy[i]));
    for (const auto& [labels, log_probability] : beam[i]) {
      line += fmt::format(" {} {:.1f} %", text(labels), 100 * std::exp(log_probability));
    }
    support::print(support::for_output(line) + "\n");
  }
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app("Learns to spell spoken words by connectionist temporal classification", "speech");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_recognize(app, arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;
  return app.got_subcommand("train") ? run_train(arguments) : run_recognize(arguments);
}

}  // namespace
}  // namespace speech

int main(int argc, char** argv) {
  return support::run_program("speech", [&] { return speech::run(argc, argv); });
}
