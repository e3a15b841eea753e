// State dicts of optimizers: saved as named copies, loaded completely or not at all.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/per_parameter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace xgrad::optim {
namespace {

constexpr const char* kStep = "step";
constexpr Index kMostSteps = Index{1}
                             << 53;  // exact in double precision, in which powers are computed

std::string key_of(std::string_view state, std::string_view parameter) {
  return fmt::format("{}.{}", state, parameter);
}

// The error of a step number, with a leading blank; empty if it is valid.
std::string fault_of_step(const Tensor& step) {
  const auto count = step.item<Index>();
  if (count >= 1 && count <= kMostSteps) return "";
  return fmt::format(" is {}, must be from 1 to 2^53", count);
}

bool is_possible(double value, StateRange range) {
  switch (range) {
    case StateRange::of_squares:
      return value >= 0;
    case StateRange::positive:
      return value > 0 && std::isfinite(value);
    case StateRange::finite:
      break;
  }
  return std::isfinite(value);
}

const char* description_of(StateRange range) {
  switch (range) {
    case StateRange::of_squares:
      return "be a mean of squares, at least 0";
    case StateRange::positive:
      return "be positive and finite";
    case StateRange::finite:
      break;
  }
  return "be finite";
}

// The error of a stored tensor, with a leading blank; empty if it is valid.
std::string fault_of_values(const Tensor& values, StateRange range) {
  const Array dense = kernels::contiguous(values.array());
  return visit_floating(dense.dtype(), [&]<class T>(T) -> std::string {
    for (Index i = 0; i < dense.numel(); ++i) {
      const T value = dense.data<T>()[i];
      if (is_possible(static_cast<double>(value), range)) continue;
      return fmt::format(" holds {} at element {}, must {}{}", value, i, description_of(range),
                         std::isfinite(value) ? "" : "; only a diverged training leaves that");
    }
    return "";
  });
}

}  // namespace

StateDict PerParameterOptimizer::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict result = options_state();
    for (std::size_t k = 0; k < histories_.size(); ++k) {
      const auto& [steps, state] = histories_[k];
      if (steps == 0) continue;
      const Parameter& parameter = parameters()[k];
      Array step = Array::empty({}, int64);
      *step.mutable_data<Index>() = steps;
      result.emplace(key_of(kStep, parameter.name), Tensor(step));
      for (const StateTensor& one : states(parameter.group)) {
        const auto found = state.find(one.name);
        if (found == state.end()) continue;
        result.emplace(key_of(one.name, parameter.name), Tensor(kernels::copy(found->second)));
      }
    }
    return result;
  });
}

// Each parameter has all of its state, or none.
StateDiff PerParameterOptimizer::diff(const StateDict& state) const {
  std::vector<StateDiff::Entry> expected;
  for (const auto& [key, option] : options_state()) {
    expected.push_back({key, option.dtype(), option.shape()});
  }
  for (const Parameter& parameter : parameters()) {
    const std::string step = key_of(kStep, parameter.name);
    const std::vector<StateTensor> stored = states(parameter.group);
    const auto is_there = [&](const StateTensor& one) {
      return state.contains(key_of(one.name, parameter.name));
    };
    if (!state.contains(step) && std::ranges::none_of(stored, is_there)) continue;
    expected.push_back({step, int64, {}, fault_of_step});
    for (const StateTensor& one : stored) {
      expected.push_back(
          {key_of(one.name, parameter.name), one.is_number ? float64 : parameter.tensor.dtype(),
           one.shape_for(parameter.tensor.shape()),
           [range = one.range](const Tensor& tensor) { return fault_of_values(tensor, range); }});
    }
  }
  return {state, expected, "optimizer"};
}

void PerParameterOptimizer::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    check_fits(diff(state));
    std::vector<History> histories(parameters().size());
    for (std::size_t k = 0; k < histories.size(); ++k) {
      const Parameter& parameter = parameters()[k];
      const auto step = state.find(key_of(kStep, parameter.name));
      if (step == state.end()) continue;
      histories[k].steps = step->second.item<Index>();
      for (const StateTensor& one : states(parameter.group)) {
        histories[k].state.emplace(
            one.name, kernels::copy(state.at(key_of(one.name, parameter.name)).array()));
      }
    }
    histories_ = std::move(histories);
  });
}

}  // namespace xgrad::optim
