// The command line: train one model, compare many, or only look at their gradients.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "long_range/training.hpp"
#include <cstdio>

namespace long_range {
namespace {

using namespace xgrad;

/// Everything the command line can say.
struct Arguments {
  std::string task = "adding";
  std::vector<Index> times;
  std::vector<std::string> cells = {"rnn", "lstm", "gru"};
  std::vector<std::string> inits = {"default", "orthogonal", "chrono"};
  std::vector<double> clips = {1};
  Index hidden = 64;
  TrainingOptions training;
  int threads = num_threads();
  std::string out = ".";
};

/// One of the models that are compared.
struct Setup {
  std::string cell, init;
  Index time;
  double clip;

  std::string name() const {
    const std::string clipped = clip == 1  ? ""
                                : clip > 0 ? fmt::format("-clip-{}", clip)
                                           : "-unclipped";
    return fmt::format("{}-{}-{}{}", cell, init, time, clipped);
  }
};

// All combinations of what was listed, but for gates where there are none.
std::vector<Setup> setups(const Arguments& arguments, Index time) {
  std::vector<Setup> all;
  for (const std::string& cell : arguments.cells) {
    for (const std::string& init : arguments.inits) {
      if (cell == "rnn" && init == "chrono") continue;
      for (const double clip : arguments.clips) all.push_back({cell, init, time, clip});
    }
  }
  if (all.empty()) throw ValueError("chrono initialisation is for gates, and an rnn has no gates");
  return all;
}

Model make_model(const Arguments& arguments, const Setup& setup, const Task& task) {
  manual_seed(arguments.training.seed);
  return Model({.cell = setup.cell,
                .init = setup.init,
                .hidden = arguments.hidden,
                .inputs = task.inputs,
                .outputs = task.outputs,
                .at_every_step = task.at_every_step,
                .time = setup.time});
}

// The way back that lasts longest: through c, where there is one.
const nn::StateFlow& memory(const nn::FlowReport& report) {
  return report.layers[0].states.back();
}

void write(const nn::FlowReport& report, const Arguments& arguments, const std::string& name) {
  report.write_svg(fmt::format("{}/{}.svg", arguments.out, name));
  report.write_csv(fmt::format("{}/{}.csv", arguments.out, name));
}

void train_one(const Arguments& arguments, const Setup& setup, const Task& task) {
  const Model model = make_model(arguments, setup, task);
  TrainingOptions options = arguments.training;
  options.clip = setup.clip;
  const nn::FlowReport before = gradient_flow(model, task);
  write(before, arguments, setup.name() + "-before");
  const Trained trained = train(model, task, options);
  const nn::FlowReport after = gradient_flow(model, task);
  write(after, arguments, setup.name() + "-after");
  fmt::print("{:<28} {:>7} {:>9.5f} {:>8.1f}   {:.1e} -> {:.1e}\n", setup.name(), trained.steps,
             trained.loss, trained.seconds, memory(before).jacobian[0], memory(after).jacobian[0]);
  std::fflush(stdout);
}

void run_train(const Arguments& arguments) {
  for (const Index time : arguments.times) {
    const Task task = make_task(arguments.task, time);
    fmt::print("{}, {} time steps: {}, {:.4f} without memory\n\n", task.name, time, task.measure,
               task.baseline);
    fmt::print("{:<28} {:>7} {:>9} {:>8}   {}\n", "", "steps", "loss", "seconds",
               "Jacobian back to step 0");
    std::fflush(stdout);
    for (const Setup& setup : setups(arguments, time)) train_one(arguments, setup, task);
    fmt::print("\n");
  }
}

void run_look(const Arguments& arguments) {
  for (const Index time : arguments.times) {
    const Task task = make_task(arguments.task, time);
    nn::plot::Figure figure = {fmt::format("{}, {} time steps, before training", task.name, time),
                               {{"norm of the Jacobian dh_T/dh, of an LSTM dh_T/dc", {}}}};
    for (const Setup& setup : setups(arguments, time)) {
      const nn::FlowReport report = gradient_flow(make_model(arguments, setup, task), task);
      const nn::StateFlow& state = memory(report);
      figure.panels[0].lines.push_back({setup.cell + ", " + setup.init, state.jacobian});
      fmt::print("{:<28} {:.1e}  {}\n", setup.name(), state.jacobian[0], report.advice());
    }
    fmt::print("\n{}\n", figure.text());
    figure.write_svg(fmt::format("{}/{}-{}.svg", arguments.out, task.name, time));
  }
}

void add_models(CLI::App& command, Arguments& arguments) {
  command.add_option("--task", arguments.task, "what to learn")->check(CLI::IsMember(task_names()));
  command.add_option("--time", arguments.times, "time steps, one number or several")
      ->check(CLI::PositiveNumber);
  command.add_option("--cell", arguments.cells, "kinds of layers")
      ->check(CLI::IsMember({"rnn", "lstm", "gru"}));
  command.add_option("--init", arguments.inits, "first values")
      ->check(CLI::IsMember({"default", "orthogonal", "chrono"}));
  command.add_option("--hidden", arguments.hidden, "units")->check(CLI::PositiveNumber);
  command.add_option("--seed", arguments.training.seed, "seed of weights and sequences");
  command.add_option("--threads", arguments.threads, "threads")->check(CLI::Range(1, 1024));
  command.add_option("--out", arguments.out, "folder for pictures and tables")
      ->check(CLI::ExistingDirectory);
}

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "train every combination of what is listed");
  add_models(command, arguments);
  TrainingOptions& training = arguments.training;
  command.add_option("--clip", arguments.clips, "largest norms of the gradient, 0 for no limit")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--batch", training.batch, "sequences of a step")->check(CLI::PositiveNumber);
  command.add_option("--steps", training.steps, "optimizer steps, at most")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--lr", training.lr, "learning rate")->check(CLI::PositiveNumber);
  command.add_option("--until", training.until, "training ends at this share of the baseline")
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--measure-every", training.measure_every,
                  "steps between measurements on new sequences")
      ->check(CLI::PositiveNumber);
  command.add_flag("--verbose", training.verbose, "print every measurement");
}

int run(int argc, char** argv) {
  CLI::App app("Recurrent layers on tasks that need a long memory, and how their gradients flow");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_models(*app.add_subcommand("look", "draw the gradients before any training"), arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  set_num_threads(arguments.threads);
  const bool trains = app.got_subcommand("train");
  if (arguments.times.empty()) {
    arguments.times = trains ? std::vector<Index>{200} : std::vector<Index>{10, 50, 200, 500};
  }
  trains ? run_train(arguments) : run_look(arguments);
  return 0;
}

}  // namespace
}  // namespace long_range

int main(int argc, char** argv) {
  try {
    return long_range::run(argc, argv);
  } catch (const xgrad::Error& error) {
    fmt::print(stderr, "long_range: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "long_range: {}\n", error.what());
    return 1;
  }
}
