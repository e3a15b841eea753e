// The command line: train a model on a series, evaluate it on the held-out part and plot forecasts.
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "forecast/evaluation.hpp"
#include "forecast/training.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"

namespace forecast {
namespace {

using namespace xgrad;
using support::whole;

constexpr Index kMostUnits = 4096, kMostLayers = 64, kLongest = 1'000'000;

/// Everything the command line can say.
struct Arguments {
  std::string data, column;
  SeriesOptions series;
  ModelOptions model;
  TrainingOptions training = {.out = "forecast.safetensors"};
  int interval = 80;
  std::string plot = "forecast.svg";
};

void add_options(CLI::App& app, Arguments& arguments) {
  SeriesOptions& series = arguments.series;
  ModelOptions& model = arguments.model;
  app.add_option("--data", arguments.data, "CSV file with a header")->required();
  app.add_option("--column", arguments.column, "column of the values")
      ->default_str("the last column");
  app.add_option("--season", series.season, "time steps of a season")->check(whole(1, kLongest));
  app.add_option("--lags", series.lags, "time steps of the input")->check(whole(1, kLongest));
  app.add_option("--ahead", series.steps_ahead, "time steps of a forecast")
      ->check(whole(1, kLongest));
  app.add_flag("--log", series.log,
               "forecast logarithms, for cycles that grow with the level of the series");
  app.add_option("--held-out", series.held_out,
                 "share of the time steps that training does not use")
      ->check(support::between(0, 1));
  app.add_option("--interval", arguments.interval,
                 "percentage of the values that the forecast interval should contain")
      ->check(whole(1, 99));
  app.add_option("--cell", model.cell, "kind of layer")
      ->check(CLI::IsMember({"lstm", "gru", "rnn"}));
  app.add_option("--hidden", model.hidden, "units of each layer")->check(whole(1, kMostUnits));
  app.add_option("--layers", model.layers, "layers")->check(whole(1, kMostLayers));
  support::add_training_options(app, arguments.training, "windows");
  support::add_checkpoint_options(app, arguments.training);
  app.add_option("--plot", arguments.plot, "SVG file of the last forecasts");
}

void print_scores(const Scores& scores, int interval) {
  support::print(fmt::format("held out: mean absolute error {:.4g}, seasonal naive {:.4g}\n",
                             scores.mae, scores.naive_mae));
  support::print(fmt::format("{} % interval: contains {:.1f} % of the values, mean width {:.4g}\n",
                             interval, 100 * scores.coverage, scores.width));
}

int run(int argc, char** argv) {
  CLI::App app("Forecasts a seasonal series with quantiles from a recurrent network", "forecast");
  app.option_defaults()->always_capture_default();
  Arguments arguments;
  add_options(app, arguments);
  if (const auto code = support::parse(app, argc, argv)) return *code;

  const TrainingOptions& training = arguments.training;
  support::check_outputs({training.out, arguments.plot}, arguments.data);
  const Series series(read_series(arguments.data, arguments.column), arguments.series);
  support::print(fmt::format("{} values; {} windows for training, {} held out\n",
                             series.values().size(0), series.training_windows().size(),
                             series.held_out_windows().size()));

  support::apply(training);
  arguments.model.steps_ahead = arguments.series.steps_ahead;
  arguments.model.quantiles = {(100 - arguments.interval) / 200.0, 0.5,
                               (100 + arguments.interval) / 200.0};
  const Forecaster model(arguments.model);
  train(model, series, training);

  const Tensor forecast = forecasts(model, series);
  print_scores(evaluate(forecast, series), arguments.interval);
  figure(forecast, series).write_svg(arguments.plot);
  support::print(fmt::format("model: {}\nplot: {}\n", training.out, arguments.plot));
  return 0;
}

}  // namespace
}  // namespace forecast

int main(int argc, char** argv) {
  return support::run_program("forecast", [&] { return forecast::run(argc, argv); });
}
