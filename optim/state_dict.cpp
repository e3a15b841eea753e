// State dicts of optimizers: saved as named copies, loaded completely or not at all.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/optimizer.hpp>

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

// The error of a running mean of gradients or squares, with a leading blank; empty if it is valid.
std::string fault_of_means(const Tensor& means, bool of_squares) {
  const Array dense = kernels::contiguous(means.array());
  return visit_floating(dense.dtype(), [&]<class T>(T) -> std::string {
    for (Index i = 0; i < dense.numel(); ++i) {
      const T value = dense.data<T>()[i];
      if (of_squares ? value >= 0 : std::isfinite(value)) continue;
      return fmt::format(" holds {} at element {}, must {}{}", value, i,
                         of_squares ? "be a mean of squares, at least 0" : "be finite",
                         std::isfinite(value) ? "" : "; only a diverged training leaves that");
    }
    return "";
  });
}

}  // namespace

StateDict Optimizer::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict result;
    for (const Slot& slot : slots_) {
      if (slot.steps == 0) continue;
      Array step = Array::empty({}, int64);
      *step.mutable_data<Index>() = slot.steps;
      result.emplace(key_of(kStep, slot.name), Tensor(step));
      for (const auto& [name, of_squares] : states(slot.group)) {
        const auto found = slot.state.find(name);
        if (found == slot.state.end()) continue;
        result.emplace(key_of(name, slot.name), Tensor(kernels::copy(found->second)));
      }
    }
    return result;
  });
}

// Each parameter has all of its state, or none.
StateDiff Optimizer::diff(const StateDict& state) const {
  std::vector<StateDiff::Entry> expected;
  for (const Slot& slot : slots_) {
    const std::string step = key_of(kStep, slot.name);
    const std::vector<StateTensor> means = states(slot.group);
    const auto is_there = [&](const StateTensor& one) {
      return state.contains(key_of(one.name, slot.name));
    };
    if (!state.contains(step) && std::ranges::none_of(means, is_there)) continue;
    expected.push_back({step, int64, {}, fault_of_step});
    for (const auto& [name, of_squares] : means) {
      expected.push_back({key_of(name, slot.name), slot.parameter.dtype(), slot.parameter.shape(),
                          [squares = of_squares](const Tensor& tensor) {
                            return fault_of_means(tensor, squares);
                          }});
    }
  }
  return {state, expected, "optimizer"};
}

void Optimizer::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    if (const StateDiff found = diff(state); found.count() > 0) {
      throw ValueError(
          fmt::format("{}: nothing was loaded, {} entries of the state do not fit\n  {}", name_,
                      found.count(), found.text()),
          found.has_other_entries()
              ? "make the optimizer with the parameters, names and options of "
                "the one that was saved"
              : "load a state that was saved before");
    }
    std::vector<Slot> slots = slots_;
    for (Slot& slot : slots) {
      slot.state.clear();
      const auto step = state.find(key_of(kStep, slot.name));
      slot.steps = step == state.end() ? 0 : step->second.item<Index>();
      if (slot.steps == 0) continue;
      for (const auto& [name, of_squares] : states(slot.group)) {
        slot.state.emplace(name, kernels::copy(state.at(key_of(name, slot.name)).array()));
      }
    }
    slots_ = std::move(slots);
  });
}

}  // namespace xgrad::optim
