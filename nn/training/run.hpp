// Trainer::Run: one call of Trainer::run. Internal.
#pragma once

#include <xgrad/nn/training/log.hpp>
#include <xgrad/nn/training/progress.hpp>
#include <xgrad/nn/training/trainer.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn::training {

/// The files and the progress of a call, and the actions between which a signal can end it. Which
/// action comes next depends only on the counters that a checkpoint contains, so a resumed training
/// continues with the action that the interrupted one would have taken.
class Trainer::Run {
 public:
  /// Loads the checkpoint and opens the logs.
  Run(Trainer& trainer, const Source& source);
  ~Run() { trainer_.running_ = nullptr; }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  int run();
  void print(const std::string& text) { progress_->print(text); }

 private:
  // Takes the next action; false when training has ended.
  bool advance();
  void take_step();
  void end_epoch();
  void evaluate();
  void save(bool is_last);

  Index total_steps() const;
  // Throws NumericError for a loss that is not finite.
  void check_loss(const Metrics& metrics) const;
  void repeat_step(const std::string& where) const;
  void copy_state();
  void restore_state() const;

  Trainer& trainer_;
  const TrainerOptions& options_;
  Counters& counters_;
  const Source& source_;
  CheckpointParts parts_;
  std::size_t repeated_parts_;  // the first ones: all but the data and those of the trainer
  std::vector<StateDict> before_step_;
  std::vector<TrainingLog> logs_;
  std::vector<Logger*> loggers_;  // the logs and those of the options
  Index saved_step_;
  bool found_no_batch_ = false;
  std::optional<Progress> progress_;
};

}  // namespace xgrad::nn::training
