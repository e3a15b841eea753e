// Trainer: what surrounds the steps of a training, from evaluation to exact resume.
#pragma once

#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/training/interruption.hpp>
#include <xgrad/nn/training/options.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::nn::training {

/// The metrics of an evaluation, and when it took place.
struct Evaluation {
  Index step;
  Index epoch;
  Metrics metrics;
};

/// A data loader: `next()` returns the next batch, and nothing at the end of an epoch.
template <class Loader>
concept BatchLoader = requires(Loader& loader) {
  { loader.next().has_value() } -> std::same_as<bool>;
  *loader.next();
};

/// Calls a step function for every batch, and evaluates, saves, logs and stops around it:
///
///   Trainer trainer(model, {{"optimizer", optimizer}}, {.epochs = 10, .checkpoint = path});
///   const int signal = trainer.run(loader, [&](const auto& batch) { ...; return loss; });
///   return exit_code(signal);
///
/// The step function is an ordinary training step, including backward pass, clipping and update; it
/// returns the loss or Metrics that begin with it. The checkpoint is one file with the parts "model",
/// "data" (the loader, if it has a state), "generator" (the default generator), "trainer" (counters,
/// early stopping and history), with an evaluation "best" (the best model), and those given to the
/// constructor. Resumed training is bitwise identical to uninterrupted training if these parts are
/// all that a step depends on.
class Trainer {
 public:
  /// References the model and the objects of the parts, which must outlive it. Parts are loaded in
  /// their order. Throws ValueError for invalid options and for parts with one of the names above.
  Trainer(const ModuleBase& model, const CheckpointParts& parts, TrainerOptions options);
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Trains until the given number of steps or epochs, early stopping, `stop` or a signal; saves, and
  /// returns the signal or 0. A signal ends training after the running step, and an evaluation that
  /// is due then takes place after resume. When a save during training fails, a warning is given and
  /// training continues.
  /// Throws NumericError for a loss that is not finite, naming the step and the first parameter,
  /// buffer or gradient that is not finite; it is also thrown when a model to be saved is not finite;
  /// ValueError and FormatError for a checkpoint that does not fit, ValueError for an epoch without
  /// batches and for metrics that change, IoError.
  template <BatchLoader Loader, class Step>
  int run(Loader& loader, const Step& step) {
    decltype(loader.next()) batch;
    Source source = {.next = [&] { return (batch = loader.next()).has_value(); },
                     .step = [&]() -> Metrics { return step(*batch); }};
    if constexpr (requires { loader.size(); }) {
      source.epoch_size = [&] { return static_cast<Index>(loader.size()); };
    }
    if constexpr (HasStateDict<Loader>) source.parts.emplace_back("data", loader);
    return run_source(source);
  }
  /// Trains with a step function that provides its own data, without epochs.
  int run(const std::function<Metrics()>& step) {
    return run_source({.next = [] { return true; }, .step = step});
  }

  const TrainerOptions& options() const { return options_; }
  /// The number of steps so far, and of epochs that have ended.
  Index step() const { return counters_.step; }
  Index epoch() const { return counters_.epoch; }
  /// All evaluations so far.
  const std::vector<Evaluation>& history() const { return history_; }
  /// The best value of the monitored metric; infinite before the first one.
  double best_metric() const { return early_stopping_.best(); }
  /// The state dict of the model at this evaluation; empty before the first one. A program that only
  /// uses the model loads it by `load_checkpoint(path, {{"best", model}})`.
  const StateDict& best_model() const { return best_.state; }

  /// Ends training after the running step or callback.
  void stop() { stop_requested_ = true; }
  /// Writes a line of text between those of the progress; outside `run`, does nothing.
  void print(const std::string& text) const;

  /// The counters, early stopping and the history, without the best model.
  StateDict state_dict() const;
  /// Throws ValueError that lists all entries that do not fit; nothing is loaded then.
  void load_state_dict(const StateDict& state);

 private:
  // Where steps come from.
  struct Source {
    std::function<bool()> next;  // false at the end of an epoch
    std::function<Metrics()> step;
    std::function<Index()> epoch_size = {};
    CheckpointParts parts = {};
  };
  struct Counters {
    Index step = 0, epoch = 0;
    Index epoch_start = 0;  // the step after which the epoch began
  };
  // The best model as a part of the checkpoint.
  struct Best {
    StateDict state;
    StateDict state_dict() const { return state; }
    void load_state_dict(const StateDict& loaded) { state = loaded; }
  };
  class Run;

  int run_source(const Source& source);
  bool is_due(Index every, Index last) const;
  bool is_finished() const;
  Index last_evaluation() const { return history_.empty() ? 0 : history_.back().step; }
  void add_evaluation(const Metrics& metrics);

  const ModuleBase& model_;
  CheckpointParts parts_;
  TrainerOptions options_;
  Counters counters_ = {};
  std::vector<Evaluation> history_;
  EarlyStopping early_stopping_;
  Best best_ = {};
  bool stop_requested_ = false;
  Run* running_ = nullptr;
};

}  // namespace xgrad::nn::training
