// SummaryWriter: the metrics of a training for TensorBoard. Link xgrad::tensorboard, which needs
// Protocol Buffers (Debian's libprotobuf-dev).
#pragma once

#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/training/logger.hpp>

#include <memory>
#include <string>

namespace xgrad::nn::training {

/// Appends to a new event file `events.out.tfevents.TIME.HOST.PROCESS` in a folder. `tensorboard
/// --logdir FOLDER` shows the files of a folder as one training:
///
///   SummaryWriter writer("runs/lstm");
///   Trainer trainer(model, parts, {.epochs = 10, .loggers = {&writer}});
///
/// A record is written at once and completely, so that readers see it after any crash of the process.
/// A system that crashes may leave an incomplete last record, which readers skip. Tags may contain
/// slashes, of which the first ends the name of a group.
class SummaryWriter : public Logger {
 public:
  /// Creates the folder and the file. Throws IoError.
  explicit SummaryWriter(const std::string& folder);
  ~SummaryWriter() override;
  SummaryWriter(const SummaryWriter&) = delete;
  SummaryWriter& operator=(const SummaryWriter&) = delete;

  /// Adds a point to the plot `tag`; the format has float32 numbers. Throws ValueError for an empty
  /// tag or one that is not UTF-8, IoError.
  void add_scalar(const std::string& tag, double value, Index step);
  /// Adds the histogram of the finite elements of a tensor, with `bins` intervals of equal width from
  /// the smallest to the largest one; nothing if there are none. Throws ValueError as above and unless
  /// `bins` is positive, IoError.
  void add_histogram(const std::string& tag, const Tensor& values, Index step, Index bins = 64);
  /// Adds the histograms "parameters/NAME" and, of those with a gradient, "gradients/NAME".
  void add_parameters(const ModuleBase& model, Index step);
  /// Adds a text, which TensorBoard shows as Markdown. Throws ValueError for a tag or text that is not
  /// UTF-8, IoError.
  void add_text(const std::string& tag, const std::string& text, Index step);

  /// Lets readers discard the rows of earlier files after the position, if it is not the start.
  void start(const LogPosition& position) override;
  /// Add scalars "train/NAME" and "evaluation/NAME". Throws IoError.
  void add_step(Index step, Index epoch, const Metrics& metrics) override;
  void add_evaluation(Index step, Index epoch, const Metrics& metrics) override;
  /// Flushes the file to the disk. Throws IoError.
  void sync() override;

  /// The name of the file, with the folder.
  const std::string& path() const;

 private:
  class Events;
  void add_metrics(const char* group, Index step, const Metrics& metrics);

  std::unique_ptr<Events> events_;
};

}  // namespace xgrad::nn::training
