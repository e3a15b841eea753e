// TrainingHistory: curves of all metrics and samples of text, as the report of a training shows them.
#pragma once

#include <xgrad/nn/training/logger.hpp>
#include <xgrad/nn/training/report/curve.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn::training {

/// A text that a model generated after a step.
struct TextSample {
  Index step;
  std::string text;
};

/// Receives the rows of a training of any length in bounded memory:
///
///   TrainingHistory history;
///   Trainer trainer(model, {{"optimizer", optimizer}, {"history", history}},
///                   {.epochs = 10, .loggers = {&history}});
///
/// As a part of the checkpoint, the history of a resumed training is that of an uninterrupted one.
class TrainingHistory : public Logger {
 public:
  /// Curves by the name of the metric.
  using Curves = std::map<std::string, Curve>;

  static constexpr std::size_t kMostSamples = 16, kLongestSample = 8192;

  /// Adds a text of the model, truncated to kLongestSample bytes. Of more than kMostSamples texts,
  /// every second one is removed.
  void add_sample(Index step, std::string text);

  /// Removes what is after the position, and starts the clock.
  void start(const LogPosition& position) override;
  /// Throws ValueError for a step that is not after the last one.
  void add_step(Index step, Index epoch, const Metrics& metrics) override;
  void add_evaluation(Index step, Index epoch, const Metrics& metrics) override;

  const Curves& steps() const { return steps_; }
  const Curves& evaluations() const { return evaluations_; }
  const std::vector<TextSample>& samples() const { return samples_; }
  /// The seconds from `start` to the last row, and the steps in between; nothing without a start. They
  /// are those of this process, and no part of the state.
  struct Time {
    double seconds;
    Index first_step, last_step;
  };
  std::optional<Time> time() const;

  /// Curves and samples.
  StateDict state_dict() const;
  /// Throws ValueError that lists all entries that do not fit; nothing is loaded then.
  void load_state_dict(const StateDict& state);

 private:
  using Clock = std::chrono::steady_clock;

  Curves steps_, evaluations_;
  std::vector<TextSample> samples_;
  std::optional<Clock::time_point> started_;
  Clock::time_point last_row_ = {};
  Index start_step_ = 0, last_step_ = 0;
};

}  // namespace xgrad::nn::training
