// The facts of a training.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/training/progress.hpp>
#include <xgrad/nn/training/report/report.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::training {
namespace {

void add_best(RunReport& report, const Trainer& trainer) {
  const std::string& monitor = trainer.options().monitor;
  const auto best = std::ranges::find_if(trainer.history(), [&](const Evaluation& evaluation) {
    return evaluation.metrics.at(monitor) == trainer.best_metric();
  });
  if (best == trainer.history().end()) return;  // none was finite
  report.facts.emplace_back(fmt::format("best {}", monitor),
                            fmt::format("{:.6g}", trainer.best_metric()));
  report.facts.emplace_back("best at step", fmt::format("{}", best->step));
}

void add_time(RunReport& report, const TrainingHistory& history) {
  const auto time = history.time();
  if (!time || time->last_step < time->first_step) return;
  const auto steps = static_cast<double>(time->last_step - time->first_step + 1);
  report.facts.emplace_back(
      time->first_step == 1 ? "time" : fmt::format("time since step {}", time->first_step),
      clock_time(time->seconds));
  if (time->seconds > 0) {
    report.facts.emplace_back("steps per second", fmt::format("{:.3g}", steps / time->seconds));
  }
}

}  // namespace

RunReport RunReport::of(const Trainer& trainer, const TrainingHistory& history) {
  RunReport report = {.history = history, .configuration = trainer.options().metadata};
  report.facts.emplace_back("steps", fmt::format("{}", trainer.step()));
  if (trainer.epoch() > 0) {
    report.facts.emplace_back("epochs", fmt::format("{}", trainer.epoch()));
  }
  add_best(report, trainer);
  add_time(report, history);
  return report;
}

void write_report(const std::string& path, const RunReport& report) {
  io::write_file_atomically(path, report.html());
}

}  // namespace xgrad::nn::training
