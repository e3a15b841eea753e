// The HTML report of a training.
#pragma once

#include <xgrad/nn/training.hpp>

#include "char_rnn/model.hpp"
#include "char_rnn/text.hpp"
#include "char_rnn/training.hpp"
#include <functional>
#include <string>

namespace char_rnn {

/// Trains on a segment of the text.
using Step = std::function<xgrad::nn::training::Metrics(const xgrad::nn::data::Segment&)>;

/// Runs a training and writes its report: curves, gradient flow over one sequence at the end, samples,
/// options. Without a path, there is no report.
class Report {
 public:
  /// References the model, the history and the tokens of the text, which must outlive it.
  Report(const CharModel& model, const xgrad::Tensor& text, const TrainingOptions& options,
         xgrad::nn::training::TrainingHistory& history);

  /// Adds a sample of the model.
  void add_sample(Index step, const std::string& text);
  /// Writes the report so far; gives a warning if that is not possible.
  void update(const xgrad::nn::training::Trainer& trainer) const;
  /// Runs the training and writes the report, also when a number is not finite. Throws IoError.
  int run(xgrad::nn::training::Trainer& trainer, xgrad::nn::data::Streams& streams,
          const Step& step) const;

 private:
  xgrad::nn::training::RunReport content(const xgrad::nn::training::Trainer& trainer) const;
  xgrad::nn::FlowReport flow() const;

  const CharModel& model_;
  const xgrad::Tensor& text_;
  const TrainingOptions& options_;
  xgrad::nn::training::TrainingHistory& history_;
};

}  // namespace char_rnn
