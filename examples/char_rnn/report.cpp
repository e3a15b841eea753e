// Collects what the report shows.
#include "char_rnn/report.hpp"

#include <xgrad/core/warning.hpp>
#include <xgrad/nn/flow.hpp>

#include <fmt/format.h>

namespace char_rnn {

using namespace xgrad;
using nn::training::RunReport, nn::training::Trainer;

Report::Report(const CharModel& model, const Tensor& text, const TrainingOptions& options,
               nn::training::TrainingHistory& history)
    : model_(model), text_(text), options_(options), history_(history) {}

void Report::add_sample(Index step, const std::string& text) {
  if (!options_.report.empty()) history_.add_sample(step, text);
}

RunReport Report::content(const Trainer& trainer) const {
  RunReport report = RunReport::of(trainer, history_);
  report.title = "char_rnn";
  report.facts.emplace_back(
      "parameters", fmt::format("{}", nn::parameters_to_vector(model_.parameters()).numel()));
  report.configuration.erase("vocabulary");  // which is long
  return report;
}

nn::FlowReport Report::flow() const {
  nn::data::Streams streams(text_, {.batch_size = options_.batch, .k1 = options_.sequence});
  const nn::data::Segment segment = streams.next().value();
  const nn::GradientFlow flow(model_.layer(), {.passes = 16});
  const auto [logits, state] = nn::data::run_segment(model_, segment, nn::State());
  nn::cross_entropy(logits, segment.target).backward();
  return flow.report();
}

void Report::update(const Trainer& trainer) const {
  if (options_.report.empty()) return;
  try {
    nn::training::write_report(options_.report, content(trainer));
  } catch (const IoError& error) {
    warn(fmt::format("the report of step {} is not written, training goes on: {}", trainer.step(),
                     error.what()));
  }
}

int Report::run(Trainer& trainer, nn::data::Streams& streams, const Step& step) const {
  if (options_.report.empty()) return trainer.run(streams, step);
  try {
    const int signal = trainer.run(streams, step);
    RunReport report = content(trainer);
    report.flows.push_back(flow());
    nn::training::write_report(options_.report, report);
    return signal;
  } catch (const NumericError& error) {
    RunReport report = content(trainer);
    report.status = error.what();
    nn::training::write_report(options_.report, report);
    throw;
  }
}

}  // namespace char_rnn
