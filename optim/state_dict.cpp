// The state of an optimizer: out as named copies, in all at once or not at all.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/optimizer.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace xgrad::optim {
namespace {

constexpr const char* kStep = "step";

std::string key_of(std::string_view state, std::string_view parameter) {
  return fmt::format("{}.{}", state, parameter);
}

std::string describe(DType dtype, const Shape& shape) {
  return fmt::format("{} {}", name_of(dtype), to_string(shape));
}

}  // namespace

StateDict Optimizer::state_dict() const {
  StateDict result;
  for (const Slot& slot : slots_) {
    if (slot.steps == 0) continue;
    Array step = Array::empty({}, int64);
    *step.mutable_data<Index>() = slot.steps;
    result.emplace(key_of(kStep, slot.name), Tensor(step));
    for (const auto& [state, value] : slot.state) {
      result.emplace(key_of(state, slot.name), Tensor(kernels::copy(value)));
    }
  }
  return result;
}

// A parameter has all of its state, or none.
std::vector<std::string> Optimizer::problems(const StateDict& state) const {
  std::vector<std::string> found;
  std::map<std::string_view, const Tensor*> unexpected;
  for (const auto& [name, tensor] : state) unexpected.emplace(name, &tensor);

  const auto check = [&](const std::string& key, DType dtype, const Shape& shape) {
    const auto entry = state.find(key);
    unexpected.erase(key);
    if (entry == state.end()) {
      found.push_back("missing: " + key);
    } else if (!entry->second.defined()) {
      found.push_back("undefined: " + key);
    } else if (entry->second.dtype() != dtype || entry->second.shape() != shape) {
      found.push_back(fmt::format("different: {} is {} in the state, {} in the optimizer", key,
                                  describe(entry->second.dtype(), entry->second.shape()),
                                  describe(dtype, shape)));
    }
  };
  for (const Slot& slot : slots_) {
    std::vector<std::string> keys = {key_of(kStep, slot.name)};
    for (const std::string& name : state_names(slot.group)) keys.push_back(key_of(name, slot.name));
    if (std::ranges::none_of(keys, [&](const std::string& key) { return state.contains(key); })) {
      continue;
    }
    check(keys[0], int64, {});
    for (std::size_t i = 1; i < keys.size(); ++i) {
      check(keys[i], slot.parameter.dtype(), slot.parameter.shape());
    }
  }
  for (const auto& [name, tensor] : unexpected)
    found.push_back(fmt::format("unexpected: {}", name));
  return found;
}

void Optimizer::load_state_dict(const StateDict& state) {
  if (const auto found = problems(state); !found.empty()) {
    throw ValueError(
        fmt::format("{}: nothing was loaded, {} entries of the state do not fit\n  {}", name_,
                    found.size(), fmt::join(found, "\n  ")),
        "make the optimizer with the parameters, names and options of the one that was saved");
  }
  std::vector<Slot> slots = slots_;
  for (Slot& slot : slots) {
    slot.state.clear();
    const auto step = state.find(key_of(kStep, slot.name));
    slot.steps = step == state.end() ? 0 : step->second.item<Index>();
    if (slot.steps == 0) continue;
    for (const std::string& name : state_names(slot.group)) {
      slot.state.emplace(name, kernels::copy(state.at(key_of(name, slot.name)).array()));
    }
  }
  slots_ = std::move(slots);
}

}  // namespace xgrad::optim
