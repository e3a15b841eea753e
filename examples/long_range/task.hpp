// The tasks by name: what is drawn, what the network has to answer, and what guessing costs.
#pragma once

#include <xgrad/xgrad.hpp>

#include "long_range/tasks/tasks.hpp"
#include <functional>
#include <string>
#include <vector>

namespace long_range {

using tasks::Batch;
using xgrad::Index;
using xgrad::Tensor;

/// A task for sequences of one length.
struct Task {
  std::string name;
  /// Steps of a sequence.
  Index time;
  /// Features of the input, or classes where that is int64.
  Index inputs;
  /// Numbers that answer: 1 for a regression, else one for each class.
  Index outputs;
  /// The answer is asked for at every time step, else after the last.
  bool at_every_step;
  /// What the loss is, and the least that is possible without memory.
  std::string measure;
  double baseline;
  /// Draws so many sequences.
  std::function<Batch(Index batch, xgrad::Generator& generator)> draw;
  /// Draws sequences that are held out for measurements, where a task has finitely many.
  std::function<Batch(Index batch, xgrad::Generator& generator)> draw_held_out = draw;

  /// Mean squared error of a regression, else cross entropy.
  Tensor loss(const Tensor& answer, const Tensor& target) const;
};

/// The names of all tasks.
std::vector<std::string> task_names();

/// Numbers of time steps that show a task.
struct Times {
  /// To be compared before any training.
  std::vector<Index> look;
  /// To be learnt.
  Index train;
};

/// What is taken where nobody says it. Throws ValueError for another name.
Times usual_times(const std::string& task);

/// Where Debian's dataset-fashion-mnist puts its images.
inline constexpr const char* kImages = "/usr/share/datasets/fashion-mnist";

/// A task whose sequences have `time` steps; `folder` holds the images, if it needs
/// some.
/// Throws ValueError for another name, or a time that does not suit it, IoError, FormatError.
Task make_task(const std::string& name, Index time, const std::string& folder = kImages);

}  // namespace long_range
