// The command line of the model of music: train, sample.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/training/interruption.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "music/midi.hpp"
#include "music/rules.hpp"
#include "music/training.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"
#include <random>

namespace music {
namespace {

using namespace xgrad;
using support::whole;

constexpr Index kMostUnits = 4096, kMostPieces = 100'000, kMostSteps = 1'000'000;

/// Everything the command line can say.
struct Arguments {
  std::string data;
  Index composed = 300;
  ModelOptions shape;
  Index patience = 10;
  support::TrainingOptions training = {
      .batch = 16, .epochs = 60, .lr = 5e-3, .out = "music.safetensors"};
  std::string model = "music.safetensors", out = "music.mid";
  Index length = 64;
  double temperature = 1, tempo = 90;
  std::uint64_t sample_seed = std::random_device()();
};

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "learn from pieces, and evaluate on others");
  command.add_option("--data", arguments.data, "JSON file of pieces")
      ->default_str("pieces composed by rules");
  command.add_option("--composed", arguments.composed, "composed pieces for training")
      ->check(whole(1, kMostPieces));
  command.add_option("--cell", arguments.shape.cell, "kind of layer")
      ->check(CLI::IsMember({"lstm", "gru", "rnn"}));
  command.add_option("--hidden", arguments.shape.hidden, "units")->check(whole(1, kMostUnits));
  command.add_option("--dropout", arguments.shape.dropout, "probability of dropout")
      ->check(support::between(0, 1));
  command
      .add_option("--patience", arguments.patience,
                  "epochs without an improvement after which training ends")
      ->check(whole(1, kMostSteps));
  support::add_training_options(command, arguments.training, "pieces");
  support::add_checkpoint_options(command, arguments.training);
}

void add_sample(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("sample", "write a piece with a model");
  command.add_option("--model", arguments.model, "file written by train");
  command.add_option("--length", arguments.length, "time steps")->check(whole(1, kMostSteps));
  command.add_option("--temperature", arguments.temperature, "lower values are more regular")
      ->check(support::positive());
  command.add_option("--tempo", arguments.tempo, "time steps per minute")
      ->check(support::between(4, 60'000));
  command.add_option("--seed", arguments.sample_seed, "seed, a new one each time when left out")
      ->check(support::seed());
  command.add_option("--out", arguments.out, "Standard MIDI File");
}

int run_train(Arguments& arguments) {
  const support::TrainingOptions& options = arguments.training;
  support::check_outputs({options.out}, arguments.data);
  support::apply(options);
  const bool composes = arguments.data.empty();
  const Compositions compositions =
      composes ? compose_pieces(arguments.composed, default_generator())
               : Compositions{.pieces = read_pieces(arguments.data), .entropy = 0};
  const Pieces& pieces = compositions.pieces;
  support::print(fmt::format("{} pieces for training, {} for early stopping, {} for evaluation\n",
                             pieces.train.size(), pieces.valid.size(), pieces.test.size()));
  const MusicModel model(arguments.shape);
  if (const int signal = train(model, pieces, arguments.patience, options); signal != 0) {
    support::print(fmt::format("interrupted; --resume continues {}\n", options.out));
    return nn::training::exit_code(signal);
  }
  model.eval();
  support::print("\nnegative log-likelihood per time step, frame-level accuracy\n");
  for (const auto& [name, part] :
       {std::pair{"training", &pieces.train}, std::pair{"early stopping", &pieces.valid},
        std::pair{"evaluation", &pieces.test}}) {
    const Scores scores = evaluate(model, encode(*part));
    support::print(
        fmt::format("{:<22} {:>7.3f}  {:>5.1f} %\n", name, scores.nll, 100 * scores.accuracy));
  }
  support::print(fmt::format("{:<22} {:>7.3f}\n", "frequencies of keys",
                             frequency_nll(pieces.train, pieces.test)));
  if (composes) {
    support::print(fmt::format("{:<22} {:>7.3f}\n", "entropy of the rules", compositions.entropy));
  }
  support::print(fmt::format("\nmodel: {}\n", options.out));
  return 0;
}

int run_sample(const Arguments& arguments) {
  io::check_writable(arguments.out);
  const MusicModel model = load_model(arguments.model);
  Generator generator(arguments.sample_seed);
  const Piece piece = sample(model, arguments.length, arguments.temperature, generator);
  io::write_file_atomically(arguments.out, midi_file(piece, arguments.tempo));
  support::print(fmt::format("{}: {} time steps\n", arguments.out, piece.size()));
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app("Learns polyphonic music, and writes more of it", "music");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_sample(app, arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;
  return app.got_subcommand("train") ? run_train(arguments) : run_sample(arguments);
}

}  // namespace
}  // namespace music

int main(int argc, char** argv) {
  return support::run_program("music", [&] { return music::run(argc, argv); });
}
