// Comparison of metrics.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/early_stopping.hpp>
#include <xgrad/nn/training/state_check.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace xgrad::nn::training {
namespace {

constexpr const char *kBest = "best", *kNumBad = "num_bad_evaluations";

}  // namespace

EarlyStopping::EarlyStopping(const EarlyStoppingOptions& options)
    : options_(options),
      best_(options.mode == MetricMode::min ? std::numeric_limits<double>::infinity()
                                            : -std::numeric_limits<double>::infinity()) {
  if (options.patience && *options.patience < 1) {
    throw ValueError(
        fmt::format("EarlyStopping: patience = {} must be positive", *options.patience),
        "leave patience out for a training that does not end early");
  }
  if (!(options.min_delta >= 0 && std::isfinite(options.min_delta))) {
    throw ValueError(fmt::format("EarlyStopping: min_delta = {} must be finite and not negative",
                                 options.min_delta));
  }
}

bool EarlyStopping::step(double metric) {
  const bool improved = options_.mode == MetricMode::min ? metric < best_ - options_.min_delta
                                                         : metric > best_ + options_.min_delta;
  if (improved) best_ = metric;
  num_bad_ = improved ? 0 : num_bad_ + 1;
  return improved;
}

bool EarlyStopping::should_stop() const {
  return options_.patience && num_bad_ >= *options_.patience;
}

StateDict EarlyStopping::state_dict() const {
  return {{kBest, full({}, best_, float64)}, {kNumBad, full({}, num_bad_, int64)}};
}

void EarlyStopping::load_state_dict(const StateDict& state) {
  check_state("EarlyStopping", state, {{kBest, float64, {}}, count_entry(kNumBad)});
  best_ = state.at(kBest).item<double>();
  num_bad_ = state.at(kNumBad).item<Index>();
}

}  // namespace xgrad::nn::training
