// The loop of a Trainer.
#include <xgrad/autograd/diagnostics/anomaly.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/warning.hpp>
#include <xgrad/nn/training/evaluation.hpp>
#include <xgrad/nn/training/run.hpp>
#include <xgrad/nn/training/settings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

namespace xgrad::nn::training {
namespace {

// True also for a file that cannot be examined: reading it reports the reason.
bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) || error;
}

}  // namespace

Trainer::Run::Run(Trainer& trainer, const Source& source)
    : trainer_(trainer),
      options_(trainer.options_),
      counters_(trainer.counters_),
      source_(source),
      parts_({{"model", trainer.model_}, {"generator", default_generator()}}) {
  parts_.insert(parts_.end(), trainer.parts_.begin(), trainer.parts_.end());
  repeated_parts_ = parts_.size();
  parts_.insert(parts_.end(), source.parts.begin(), source.parts.end());
  parts_.emplace_back("trainer", trainer);
  if (options_.evaluate) parts_.emplace_back("best", trainer.best_);

  const std::string& checkpoint = options_.checkpoint;
  if (!checkpoint.empty()) io::check_writable(checkpoint);
  const bool resumes = options_.resume && exists(checkpoint);
  if (resumes) {
    check_settings("Trainer", checkpoint, options_.metadata);
    load_checkpoint(checkpoint, parts_);
  }
  const LogPosition position = {.step = counters_.step, .evaluation = trainer.last_evaluation()};
  logs_.reserve(options_.logs.size());
  for (const std::string& path : options_.logs) {
    loggers_.push_back(&logs_.emplace_back(path, position));
  }
  loggers_.insert(loggers_.end(), options_.loggers.begin(), options_.loggers.end());
  for (Logger* const logger : loggers_) logger->start(position);
  saved_step_ = counters_.step;
  trainer.stop_requested_ = false;
  progress_.emplace(counters_.step, total_steps(), options_.progress);
  progress_->pause();
  if (resumes) print(fmt::format("resumed after step {}", counters_.step));
  trainer.running_ = this;
}

Index Trainer::Run::total_steps() const {
  constexpr Index kUnknown = 0, kMost = std::numeric_limits<Index>::max();
  Index total = options_.steps.value_or(kMost);
  if (options_.epochs && source_.epoch_size) {
    const Index size = std::max<Index>(source_.epoch_size(), 1);
    const Index left = std::max<Index>(*options_.epochs - counters_.epoch, 0);
    if (left < (kMost - counters_.epoch_start) / size)
      total = std::min(total, counters_.epoch_start + left * size);
  }
  return total == kMost ? kUnknown : total;
}

int Trainer::Run::run() {
  std::optional<Interruption> interruption;
  if (options_.handle_signals) interruption.emplace();
  const auto signal = [&] { return interruption ? Interruption::signal() : 0; };
  while (signal() == 0 && advance()) {
  }
  progress_->summarize(counters_.step);
  if (!options_.checkpoint.empty()) save(/*is_last=*/true);
  return signal();
}

bool Trainer::Run::advance() {
  if (options_.evaluate && trainer_.is_due(options_.evaluate_every, trainer_.last_evaluation())) {
    evaluate();
  } else if (trainer_.is_finished()) {
    return false;
  } else if (!options_.checkpoint.empty() && trainer_.is_due(options_.save_every, saved_step_)) {
    save(/*is_last=*/false);
  } else {
    take_step();
  }
  return true;
}

void Trainer::Run::take_step() {
  progress_->resume();
  if (!source_.next()) {
    progress_->pause();
    return end_epoch();
  }
  if (options_.detect_anomaly) copy_state();
  const Metrics metrics = source_.step();
  check_loss(metrics);
  progress_->pause();
  ++counters_.step;
  for (Logger* const logger : loggers_) {
    logger->add_step(counters_.step, counters_.epoch, metrics);
  }
  progress_->update(counters_.step, metrics);
  if (options_.after_step) options_.after_step(metrics);
}

void Trainer::Run::end_epoch() {
  if (counters_.step == counters_.epoch_start) {
    // The loader may have been at the end of an epoch before this training.
    if (!std::exchange(found_no_batch_, true)) return;
    throw ValueError(fmt::format("Trainer: epoch {} has no batches", counters_.epoch),
                     "the data has fewer examples than a batch with .drop_last = true, or none");
  }
  ++counters_.epoch;
  counters_.epoch_start = counters_.step;
  if (options_.after_epoch) options_.after_epoch();
}

void Trainer::Run::evaluate() {
  Metrics metrics;
  {
    const EvaluationMode mode(trainer_.model_);
    metrics = options_.evaluate();
  }
  trainer_.add_evaluation(metrics);
  for (Logger* const logger : loggers_) {
    logger->add_evaluation(counters_.step, counters_.epoch, metrics);
  }
  print(fmt::format("evaluation after step {}: {}", counters_.step, to_string(metrics, 7)));
  if (options_.after_evaluation) options_.after_evaluation(metrics);
}

void Trainer::Run::save(bool is_last) {
  saved_step_ = counters_.step;
  check_finite(trainer_.model_,
               fmt::format("Trainer: the checkpoint of step {} is not saved", counters_.step));
  try {
    // On the disk before a checkpoint that counts them.
    for (Logger* const logger : loggers_) logger->sync();
    save_checkpoint(options_.checkpoint, parts_, options_.metadata);
  } catch (const IoError& error) {
    if (is_last) throw;
    // The reason, such as a full disk, may no longer exist at the next save.
    warn(fmt::format("the checkpoint of step {} is not saved, training goes on: {}", counters_.step,
                     error.what()));
    return;
  }
  if (options_.after_save) options_.after_save();
}

void Trainer::Run::check_loss(const Metrics& metrics) const {
  if (metrics.size() == 0) {
    throw ValueError(fmt::format("Trainer: step {} returned no metrics", counters_.step + 1),
                     "return the loss");
  }
  const Metric& loss = *metrics.begin();
  if (std::isfinite(loss.value)) return;
  const std::string where =
      fmt::format("Trainer: in step {} the {} is {}", counters_.step + 1, loss.name, loss.text());
  if (options_.detect_anomaly) repeat_step(where);
  check_finite(trainer_.model_, where);
  check_finite_gradients(trainer_.model_, where);
  throw NumericError(where, "all parameters and gradients are finite");
}

void Trainer::Run::repeat_step(const std::string& where) const {
  restore_state();
  std::string anomaly;
  try {
    const AnomalyMode mode;
    source_.step();
  } catch (const NumericError& error) {
    anomaly = error.what();
  }
  restore_state();
  if (!anomaly.empty()) throw NumericError(fmt::format("{}: {}", where, anomaly));
}

void Trainer::Run::copy_state() {
  before_step_.clear();
  before_step_.reserve(repeated_parts_);
  for (std::size_t i = 0; i < repeated_parts_; ++i) before_step_.push_back(parts_[i].state());
}

void Trainer::Run::restore_state() const {
  for (std::size_t i = 0; i < repeated_parts_; ++i) parts_[i].load(before_step_[i]);
}

}  // namespace xgrad::nn::training
