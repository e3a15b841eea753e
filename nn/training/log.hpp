// TrainingLog: the metrics of steps and evaluations as rows of a CSV or JSON Lines file.
#pragma once

#include <xgrad/core/io/file.hpp>
#include <xgrad/nn/training/logger.hpp>

#include <string>

namespace xgrad::nn::training {

/// Appends rows to a file. A file `NAME.csv` has the columns step, epoch, kind ("step" or
/// "evaluation"), name and value, with one line per metric. A file `NAME.jsonl` has one object per
/// row, such as `{"step": 3, "epoch": 0, "kind": "step", "loss": 0.5}`, with null for NaN and
/// infinities.
class TrainingLog : public Logger {
 public:
  /// Opens or creates a file, and removes all rows after `position` and an incomplete last line.
  /// Throws ValueError for other file names, FormatError for a file that is no such log, IoError; an
  /// existing file is unchanged then.
  TrainingLog(const std::string& path, const LogPosition& position = {});

  /// Throws ValueError for a name that ends with neither .csv nor .jsonl.
  static void check_path(const std::string& path);

  /// Appends the row of a step or of an evaluation, which any reader of the file sees at once. Throws
  /// IoError.
  void add_step(Index step, Index epoch, const Metrics& metrics) override;
  void add_evaluation(Index step, Index epoch, const Metrics& metrics) override;
  /// Flushes the rows to the disk. Throws IoError.
  void sync() override { file_.sync(); }

 private:
  struct Format;
  void add(Index step, Index epoch, const char* kind, const Metrics& metrics);

  const Format& format_;
  io::File file_;
};

}  // namespace xgrad::nn::training
