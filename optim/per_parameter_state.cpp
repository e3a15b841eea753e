// State dicts of optimizers: saved as named copies, loaded completely or not at all.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/per_parameter.hpp>
#include <xgrad/optim/state_faults.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::optim {
namespace {

constexpr const char* kStep = "step";

std::string state_key(std::string_view state, std::string_view parameter) {
  return fmt::format("{}.{}", state, parameter);
}

}  // namespace

std::vector<StateTensor> PerParameterOptimizer::states_of(const Parameter& parameter) const {
  std::vector<StateTensor> result = states(parameter.group);
  std::erase_if(result,
                [&](const StateTensor& one) { return !one.applies_to(parameter.tensor.shape()); });
  return result;
}

StateDict PerParameterOptimizer::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict result = options_state();
    for (std::size_t k = 0; k < histories_.size(); ++k) {
      const auto& [steps, state] = histories_[k];
      if (steps == 0) continue;
      const Parameter& parameter = parameters()[k];
      Array step = Array::empty({}, int64);
      *step.mutable_data<Index>() = steps;
      result.emplace(state_key(kStep, parameter.name), Tensor(step));
      for (const StateTensor& one : states_of(parameter)) {
        const auto found = state.find(one.name);
        if (found == state.end()) continue;
        result.emplace(state_key(one.name, parameter.name), Tensor(kernels::copy(found->second)));
      }
    }
    return result;
  });
}

// Each parameter has its step and state, or neither.
StateDiff PerParameterOptimizer::diff(const StateDict& state) const {
  std::vector<StateDiff::Entry> expected;
  for (const auto& [key, option] : options_state()) {
    expected.push_back({key, option.dtype(), option.shape()});
  }
  for (const Parameter& parameter : parameters()) {
    const std::string step = state_key(kStep, parameter.name);
    const std::vector<StateTensor> stored = states_of(parameter);
    const auto is_there = [&](const StateTensor& one) {
      return state.contains(state_key(one.name, parameter.name));
    };
    if (!state.contains(step) && std::ranges::none_of(stored, is_there)) continue;
    expected.push_back(
        {step, int64, {}, [](const Tensor& count) { return fault_of_count(count, 1); }});
    for (const StateTensor& one : stored) {
      const std::string key = state_key(one.name, parameter.name);
      if (one.for_some_options && state.contains(step) && !state.contains(key)) continue;
      expected.push_back(
          {key, one.is_number ? float64 : parameter.tensor.dtype(),
           one.shape_for(parameter.tensor.shape()),
           [range = one.range](const Tensor& tensor) { return fault_of_values(tensor, range); }});
    }
  }
  return {state, expected, "optimizer"};
}

void PerParameterOptimizer::load(const StateDict& state,
                                 const std::vector<std::string>& invalid_options) {
  check_fits(diff(state), invalid_options);
  std::vector<History> histories(parameters().size());
  for (std::size_t k = 0; k < histories.size(); ++k) {
    const Parameter& parameter = parameters()[k];
    const auto step = state.find(state_key(kStep, parameter.name));
    if (step == state.end()) continue;
    histories[k].steps = step->second.item<Index>();
    for (const StateTensor& one : states_of(parameter)) {
      const auto found = state.find(state_key(one.name, parameter.name));
      if (found == state.end()) continue;
      histories[k].state.emplace(one.name, kernels::copy(found->second.array()));
    }
  }
  histories_ = std::move(histories);
}

}  // namespace xgrad::optim
