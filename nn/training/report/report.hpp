// RunReport: what a training shows, as one HTML page without external files.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/nn/flow/report.hpp>
#include <xgrad/nn/training/report/history.hpp>
#include <xgrad/nn/training/trainer.hpp>

#include <string>
#include <utility>
#include <vector>

namespace xgrad::nn::training {

/// The content of a report. Sections without content are left out.
struct RunReport {
  std::string title = "Training";
  /// Why the training ended, such as the message of an error.
  std::string status = {};
  /// Short facts such as {"best loss", "0.25"}, in this order.
  std::vector<std::pair<std::string, std::string>> facts = {};
  /// The curves of the metrics, the table of the evaluations and the samples of text.
  TrainingHistory history = {};
  /// Measurements of GradientFlow.
  std::vector<FlowReport> flows = {};
  /// Further texts by their titles, such as the summary of the model.
  std::vector<std::pair<std::string, std::string>> texts = {};
  Metadata configuration = {};

  /// The report of a trainer so far: steps, epochs, the best evaluation and the time as facts, and
  /// the metadata of its options as configuration.
  static RunReport of(const Trainer& trainer, const TrainingHistory& history);

  /// The page. It has light and dark colours, and needs neither scripts nor a network. All texts are
  /// escaped. Its size does not grow with the number of steps.
  std::string html() const;
};

/// Writes the page of a report, replacing an existing file atomically. Throws IoError; an existing
/// file is unchanged then.
void write_report(const std::string& path, const RunReport& report);

}  // namespace xgrad::nn::training
