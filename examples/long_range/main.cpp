// The command line: train many models and compare them, or only look at their gradients.
#include <xgrad/core/io/atomic_file.hpp>

#include <fmt/format.h>

#include "long_range/setup.hpp"
#include "support/command_line.hpp"
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace long_range {
namespace {

using namespace xgrad;
using support::not_negative;
using support::positive;
using support::whole;

constexpr Index kMostSteps = 1'000'000'000, kLongest = 1'000'000, kMostUnits = 65'536;

/// Everything the command line can say.
struct Arguments {
  std::string task = "adding";
  std::vector<Index> times;
  std::string data = kImages;
  Choice choice;
  Setup common;
  int threads = num_threads();
  std::string out = ".";
};

// The longest path of the gradient: through c, where there is one.
const nn::StateFlow& memory(const nn::FlowReport& report) {
  return report.layers[0].states.back();
}

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    throw IoError(fmt::format("--out: cannot make the folder '{}': {}", folder, error.message()));
  }
  io::check_writable(folder + "/long_range.svg");
}

void write(const nn::FlowReport& report, const std::string& path) {
  report.write_svg(path + ".svg");
  report.write_csv(path + ".csv");
}

void say_left_out(const Choice& choice) {
  const auto has = [](const std::vector<std::string>& names, const char* name) {
    return std::ranges::count(names, name) > 0;
  };
  if (has(choice.cells, "rnn") && has(choice.inits, "chrono")) {
    support::print("rnn, chrono: left out, for an rnn has no gates\n");
  }
}

void train_one(const Setup& setup, const Task& task, const std::string& out, std::size_t width) {
  const std::string name = setup.file_name(task);
  const Model model = setup.model(task);
  const nn::FlowReport before = gradient_flow(model, task);
  write(before, fmt::format("{}/{}-before", out, name));
  const Trained trained = train(model, task, setup.training);
  const nn::FlowReport after = gradient_flow(model, task);
  write(after, fmt::format("{}/{}-after", out, name));
  support::print(fmt::format(
      "{:<{}} {:>7} {:>9.5f} {:>8.1f}   {:.1e} -> {:.1e}{}\n", name, width, trained.steps,
      trained.loss, trained.seconds, memory(before).jacobian[0], memory(after).jacobian[0],
      std::isfinite(trained.loss) ? "" : "  training ended: the loss is not finite"));
  std::fflush(stdout);
}

void run_train(const Arguments& arguments) {
  const std::vector<Setup> setups = combinations(arguments.choice, arguments.common);
  say_left_out(arguments.choice);
  for (const Index time : arguments.times) {
    const Task task = make_task(arguments.task, time, arguments.data);
    std::size_t width = 0;
    for (const Setup& setup : setups) width = std::max(width, setup.file_name(task).size());
    support::print(fmt::format("{}, {} time steps: {}, {:.4f} without memory\n\n", task.name, time,
                               task.measure, task.baseline));
    support::print(fmt::format("{:<{}} {:>7} {:>9} {:>8}   {}\n", "", width, "steps", "loss",
                               "seconds", "Jacobian back to step 0"));
    std::fflush(stdout);
    for (const Setup& setup : setups) train_one(setup, task, arguments.out, width);
    support::print("\n");
  }
}

void run_look(const Arguments& arguments) {
  const std::vector<Setup> setups = combinations(arguments.choice, arguments.common);
  say_left_out(arguments.choice);
  for (const Index time : arguments.times) {
    const Task task = make_task(arguments.task, time, arguments.data);
    nn::plot::Figure figure = {fmt::format("{}, {} time steps, before training", task.name, time),
                               {{"norm of the Jacobian dh_T/dh, of an LSTM dh_T/dc", {}}}};
    for (const Setup& setup : setups) {
      const nn::FlowReport report = gradient_flow(setup.model(task), task);
      const nn::StateFlow& state = memory(report);
      figure.panels[0].lines.push_back({setup.label(), state.jacobian});
      support::print(
          fmt::format("{:<28} {:.1e}  {}\n", setup.label(), state.jacobian[0], report.advice()));
    }
    support::print(fmt::format("\n{}\n", figure.text()));
    figure.write_svg(fmt::format("{}/{}-{}.svg", arguments.out, task.name, time));
  }
}

void add_models(CLI::App& command, Arguments& arguments) {
  Choice& choice = arguments.choice;
  Setup& common = arguments.common;
  command.add_option("--task", arguments.task, "what to learn")->check(CLI::IsMember(task_names()));
  command.add_option("--time", arguments.times, "time steps, one number or several")
      ->check(whole(1, kLongest))
      ->default_str("as suits the task");
  command.add_option("--data", arguments.data, "folder of the images that digits reads");
  command.add_option("--cell", choice.cells, "kinds of layers")
      ->check(CLI::IsMember({"rnn", "lstm", "gru"}));
  command.add_option("--init", choice.inits, "initialisation")
      ->check(CLI::IsMember({"default", "orthogonal", "chrono"}));
  command
      .add_option("--gain", choice.gains,
                  "factors of orthogonal weights; with large ones gradients explode")
      ->check(positive());
  command.add_option("--hidden", common.hidden, "units")->check(whole(1, kMostUnits));
  command.add_option("--seed", common.training.seed, "seed of weights and sequences")
      ->check(support::seed());
  command.add_option("--threads", arguments.threads, "threads")->check(whole(1, 1024));
  command.add_option("--out", arguments.out, "folder for pictures and tables");
}

void add_train(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand("train", "train every combination of what is listed");
  add_models(command, arguments);
  TrainingOptions& training = arguments.common.training;
  command
      .add_option("--clip", arguments.choice.clips, "largest norms of the gradient, 0 for no limit")
      ->check(not_negative());
  command.add_option("--batch", training.batch, "sequences of a step")->check(whole(1, kLongest));
  command.add_option("--steps", training.steps, "optimizer steps, at most")
      ->check(whole(0, kMostSteps));
  command.add_option("--lr", training.lr, "learning rate")->check(positive());
  command.add_option("--until", training.until, "training ends at this share of the baseline")
      ->check(not_negative());
  command
      .add_option("--measure-every", training.measure_every,
                  "steps between measurements on new sequences")
      ->check(whole(1, kMostSteps));
  command.add_flag("--verbose", training.verbose, "print every measurement");
}

int run(int argc, char** argv) {
  CLI::App app("Recurrent layers on tasks that need a long memory, and how their gradients flow");
  app.option_defaults()->always_capture_default();
  app.require_subcommand(1);
  Arguments arguments;
  add_train(app, arguments);
  add_models(*app.add_subcommand("look", "draw the gradients before any training"), arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;
  set_num_threads(arguments.threads);
  make_folder(arguments.out);
  const bool trains = app.got_subcommand("train");
  if (arguments.times.empty()) {
    const Times times = usual_times(arguments.task);
    arguments.times = trains ? std::vector{times.train} : times.look;
  }
  trains ? run_train(arguments) : run_look(arguments);
  return 0;
}

}  // namespace
}  // namespace long_range

int main(int argc, char** argv) {
  return support::run_program("long_range", [&] { return long_range::run(argc, argv); });
}
