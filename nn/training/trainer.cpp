// The state of a Trainer, and when evaluations and saves are due.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/run.hpp>
#include <xgrad/nn/training/state_check.hpp>
#include <xgrad/nn/training/trainer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace xgrad::nn::training {
namespace {

constexpr const char *kStep = "step", *kEpoch = "epoch", *kEpochStart = "epoch_start";
constexpr const char *kHistoryStep = "history.step", *kHistoryEpoch = "history.epoch";
constexpr std::string_view kHistory = "history.metrics.", kStopping = "early_stopping.";

// The entries whose names begin with a prefix, without it.
StateDict entries_with(std::string_view prefix, const StateDict& state) {
  StateDict found;
  for (const auto& [name, tensor] : state) {
    if (name.starts_with(prefix)) found.emplace(name.substr(prefix.size()), tensor);
  }
  return found;
}

}  // namespace

Trainer::Trainer(const ModuleBase& model, const CheckpointParts& parts, TrainerOptions options)
    : model_(model),
      parts_(parts),
      options_(std::move(options)),
      early_stopping_(options_.early_stopping) {
  options_.check();
  std::set<std::string> names = {"model", "data", "generator", "trainer", "best"};
  for (const CheckpointPart& part : parts_) {
    if (names.insert(part.name()).second) continue;
    throw ValueError(fmt::format("Trainer: the name of the part '{}' is taken", part.name()),
                     "model, data, generator, trainer and best are parts of the Trainer itself");
  }
}

int Trainer::run_source(const Source& source) {
  return with_out_of_memory([&]() -> int { return Run(*this, source).run(); });
}

// In steps, or, without a number of steps, at the end of an epoch.
bool Trainer::is_due(Index every, Index last) const {
  const Index step = counters_.step;
  return step != last && (every > 0 ? step % every == 0 : step == counters_.epoch_start);
}

bool Trainer::is_finished() const {
  return stop_requested_ || early_stopping_.should_stop() ||
         (options_.steps && counters_.step >= *options_.steps) ||
         (options_.epochs && counters_.epoch >= *options_.epochs);
}

void Trainer::print(const std::string& text) const {
  if (running_) running_->print(text);
}

void Trainer::add_evaluation(const Metrics& metrics) {
  const double monitored = metrics.at(options_.monitor);
  const auto name = [](const Metric& metric) { return metric.name; };
  if (!history_.empty() &&
      !std::ranges::is_permutation(metrics, history_.back().metrics, {}, name, name)) {
    throw ValueError(
        fmt::format("Trainer: the evaluation after step {} has the metrics {}, the one "
                    "before it {}",
                    counters_.step, to_string(metrics), to_string(history_.back().metrics)),
        "return the same metrics at every evaluation");
  }
  history_.push_back({counters_.step, counters_.epoch, metrics});
  if (early_stopping_.step(monitored)) best_.state = model_.state_dict();
}

StateDict Trainer::state_dict() const {
  StateDict state = {{kStep, full({}, counters_.step, int64)},
                     {kEpoch, full({}, counters_.epoch, int64)},
                     {kEpochStart, full({}, counters_.epoch_start, int64)}};
  for (const auto& [name, tensor] : early_stopping_.state_dict()) {
    state.emplace(fmt::format("{}{}", kStopping, name), tensor);
  }
  std::vector<Index> steps, epochs;
  std::map<std::string, std::vector<double>> metrics;
  for (const Evaluation& evaluation : history_) {
    steps.push_back(evaluation.step);
    epochs.push_back(evaluation.epoch);
    for (const auto& [name, value] : evaluation.metrics) metrics[name].push_back(value);
  }
  state.emplace(kHistoryStep, from_vector(steps));
  state.emplace(kHistoryEpoch, from_vector(epochs));
  for (const auto& [name, values] : metrics) {
    state.emplace(fmt::format("{}{}", kHistory, name), from_vector(values));
  }
  return state;
}

void Trainer::load_state_dict(const StateDict& state) {
  const auto list = state.find(kHistoryStep);
  const bool is_list = list != state.end() && list->second.defined() && list->second.rank() == 1;
  const Shape count = {is_list ? list->second.size(0) : 0};
  std::vector<StateDiff::Entry> expected = {count_entry(kStep),
                                            count_entry(kEpoch),
                                            count_entry(kEpochStart),
                                            {kHistoryStep, int64, count},
                                            {kHistoryEpoch, int64, count}};
  for (const auto& [name, tensor] : state) {
    if (name.starts_with(kHistory)) expected.push_back({name, float64, count});
  }
  for (const auto& [name, tensor] : early_stopping_.state_dict()) {
    expected.push_back({fmt::format("{}{}", kStopping, name), tensor.dtype(), {}});
  }
  check_state("Trainer", state, expected);
  EarlyStopping stopping(options_.early_stopping);
  stopping.load_state_dict(entries_with(kStopping, state));

  const auto steps = list->second.to_vector<Index>(),
             epochs = state.at(kHistoryEpoch).to_vector<Index>();
  std::vector<Evaluation> history;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::vector<Metric> metrics;
    for (const auto& [name, values] : entries_with(kHistory, state)) {
      metrics.emplace_back(name, values.data<double>()[i]);
    }
    history.push_back({steps[i], epochs[i], std::move(metrics)});
  }
  counters_ = {.step = state.at(kStep).item<Index>(),
               .epoch = state.at(kEpoch).item<Index>(),
               .epoch_start = state.at(kEpochStart).item<Index>()};
  early_stopping_ = stopping;
  history_ = std::move(history);
}

}  // namespace xgrad::nn::training
