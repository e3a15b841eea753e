// Options of a Trainer.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/nn/training/early_stopping.hpp>
#include <xgrad/nn/training/logger.hpp>
#include <xgrad/nn/training/progress.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn::training {

/// Options of a Trainer. All functions are called on the thread of `run`; their exceptions leave it.
struct TrainerOptions {
  /// Training ends after so many steps or epochs, whichever comes first. At least one is given.
  std::optional<Index> steps = {}, epochs = {};

  /// Measures the model. Called in evaluation mode, without recording.
  std::function<Metrics()> evaluate = {};
  /// Steps between evaluations; 0 evaluates at the end of every epoch.
  Index evaluate_every = 0;
  /// The metric of an evaluation that determines the best model and early stopping.
  std::string monitor = "loss";
  /// By default training does not end early.
  EarlyStoppingOptions early_stopping = {};

  /// The checkpoint file; without one, nothing is saved.
  std::string checkpoint = {};
  /// Steps between saves; 0 saves at the end of every epoch. `run` also saves before it returns.
  Index save_every = 0;
  /// Continues the training saved in `checkpoint`, if there is one.
  bool resume = false;
  /// Settings of the training, saved in the checkpoint. A checkpoint with other settings is not
  /// resumed.
  Metadata metadata = {};

  /// Files NAME.csv and NAME.jsonl; see TrainingLog.
  std::vector<std::string> logs = {};
  /// Further receivers of these rows, such as a TrainingHistory; they must outlive the training.
  std::vector<Logger*> loggers = {};
  ProgressOptions progress = {};

  /// When the loss is not finite, the step is repeated under AnomalyMode to name the operation. For
  /// this purpose the state of all parts is copied before every step.
  bool detect_anomaly = false;
  /// SIGINT, SIGTERM, SIGHUP and SIGPIPE end training after the running step; see Interruption.
  bool handle_signals = true;

  /// Called after every step, with what the step function returned; after every evaluation; at the
  /// end of every epoch, before its evaluation; and after every successful save.
  std::function<void(const Metrics&)> after_step = {}, after_evaluation = {};
  std::function<void()> after_epoch = {}, after_save = {};

  /// Throws ValueError for options that contradict each other or are out of range.
  void check() const;
};

}  // namespace xgrad::nn::training
