// The training loop.
#include "forecast/training.hpp"

#include <xgrad/core/io/checksum.hpp>
#include <xgrad/nn/data/data_loader.hpp>
#include <xgrad/nn/training/settings.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/command_line.hpp"
#include <filesystem>
#include <span>

namespace forecast {

using namespace xgrad;

namespace {

// What must be equal for a training to be resumed.
Metadata settings(const ModelOptions& model, const Series& series, const TrainingOptions& options) {
  const auto number = [](auto value) { return fmt::format("{}", value); };
  const auto values = series.values().to_vector<double>();
  io::Checksum checksum;
  checksum.add(std::as_bytes(std::span(values)));
  const SeriesOptions& windows = series.options();
  Metadata metadata = support::settings_of(options);
  metadata.merge(Metadata{{"format", "forecast 1"},
                          {"data", checksum.digits()},
                          {"season", number(windows.season)},
                          {"lags", number(windows.lags)},
                          {"log", number(windows.log)},
                          {"held-out", number(windows.held_out)},
                          {"ahead", number(model.steps_ahead)},
                          {"quantiles", fmt::format("{}", fmt::join(model.quantiles, " "))},
                          {"cell", model.cell},
                          {"hidden", number(model.hidden)},
                          {"layers", number(model.layers)}});
  return metadata;
}

}  // namespace

void train(const Forecaster& model, const Series& series, const TrainingOptions& options) {
  nn::data::DataLoader loader(series.training_windows(),
                              {.batch_size = options.batch, .shuffle = true});
  optim::AdamW optimizer(model.named_parameters(),
                         {.lr = options.lr, .weight_decay = options.weight_decay});
  optim::CosineAnnealingLR scheduler(optimizer, {.T_max = options.epochs});
  Index epoch = 0;

  const Metadata metadata = settings(model.options(), series, options);
  const CheckpointParts parts = {{"model", model},
                                 {"optimizer", optimizer},
                                 {"scheduler", scheduler},
                                 {"loader", loader},
                                 {"epoch", epoch}};
  if (options.resume && std::filesystem::exists(options.out)) {
    nn::training::check_settings("train", options.out, metadata);
    load_checkpoint(options.out, parts);
    support::print(fmt::format("resumed after epoch {}\n", epoch));
  }

  while (epoch < options.epochs) {
    double total = 0;
    for (const auto& [input, target] : loader) {
      const Tensor loss = nn::quantile_loss(model(input), target, model.options().quantiles);
      optimizer.zero_grad();
      loss.backward();
      optim::clip_grad_norm_(model.parameters(), options.clip, {.error_if_nonfinite = true});
      optimizer.step();
      total += loss.item<double>();
    }
    ++epoch;
    support::print(fmt::format("epoch {:>3}/{}  loss {:.5f}  lr {:.5f}\n", epoch, options.epochs,
                               total / static_cast<double>(loader.size()), optimizer.lr()));
    std::fflush(stdout);
    scheduler.step();
    save_checkpoint(options.out, parts, metadata);
  }
}

}  // namespace forecast
