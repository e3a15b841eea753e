// Checks of the options of a Trainer.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/log.hpp>
#include <xgrad/nn/training/options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace xgrad::nn::training {

void TrainerOptions::check() const {
  if (!steps && !epochs) {
    throw ValueError("Trainer: neither steps nor epochs are given", "pass .epochs = 10");
  }
  for (const auto& [name, value] :
       {std::pair("steps", steps.value_or(0)), std::pair("epochs", epochs.value_or(0)),
        std::pair("evaluate_every", evaluate_every), std::pair("save_every", save_every)}) {
    if (value < 0) throw ValueError(fmt::format("Trainer: {} = {} is negative", name, value));
  }
  if (early_stopping.patience && !evaluate) {
    throw ValueError("Trainer: early stopping needs an evaluation", "pass .evaluate");
  }
  if (resume && checkpoint.empty()) {
    throw ValueError("Trainer: there is no checkpoint to resume from", "pass .checkpoint = path");
  }
  for (const std::string& path : logs) TrainingLog::check_path(path);
  if (std::ranges::find(loggers, nullptr) != loggers.end()) {
    throw ValueError("Trainer: one of the loggers is nullptr", "pass .loggers = {&history}");
  }
  progress.check();
}

}  // namespace xgrad::nn::training
