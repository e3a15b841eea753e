// Logger: an object that receives the rows of a training, the metrics of its steps and evaluations.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/nn/training/metrics.hpp>

namespace xgrad::nn::training {

/// The rows that an existing log keeps: those of steps up to `step`, and those of evaluations up to
/// step `evaluation`.
struct LogPosition {
  Index step = 0;
  Index evaluation = 0;
};

/// Base of logs. A Trainer calls these functions on the thread of `run`; their exceptions leave `run`.
class Logger {
 public:
  virtual ~Logger() = default;

  /// Called when `run` begins, with the position of the checkpoint that is resumed. Rows after it are
  /// those of a process that ended before its next checkpoint; they will be added again.
  virtual void start(const LogPosition& position) { static_cast<void>(position); }
  /// Receives the row of a step or of an evaluation.
  virtual void add_step(Index step, Index epoch, const Metrics& metrics) = 0;
  virtual void add_evaluation(Index step, Index epoch, const Metrics& metrics) = 0;
  /// Called before a checkpoint that counts these rows is saved: they must be on the disk then. If an
  /// IoError is thrown, the checkpoint is not saved either.
  virtual void sync() {}
};

}  // namespace xgrad::nn::training
