// Steps that change all parameters or none, and checks of the parameters.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/overlap.hpp>
#include <xgrad/optim/optimizer.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace xgrad::optim {
namespace {

// Why a tensor cannot be optimized; empty if it can.
std::string obstacle(const Tensor& tensor) {
  if (!tensor.defined()) return "is undefined";
  if (!is_floating(tensor.dtype())) return fmt::format("is {}", tensor.array());
  if (!tensor.is_leaf()) return "is the result of an operation, not a leaf";
  if (has_coinciding_elements(tensor.array())) {
    return fmt::format("is {}, several of whose elements share one place in memory",
                       tensor.array());
  }
  return "";
}

}  // namespace

void Optimizer::add_parameters(const ParameterList& parameters) {
  with_out_of_memory([&]() -> void {
    if (parameters.size() == 0) {
      throw ValueError(fmt::format("{}: the list of parameters is empty", name_));
    }
    std::vector<Slot> slots = slots_;
    std::vector<std::string> problems;
    for (const auto& [given, tensor] : parameters) {
      const std::string name = given.empty() ? std::to_string(slots.size()) : given;
      if (std::string reason = obstacle(tensor); !reason.empty()) {
        problems.push_back(fmt::format("'{}' {}", name, reason));
      }
      for (const Slot& slot : slots) {
        if (tensor.defined() && slot.parameter.body() == tensor.body()) {
          problems.push_back(fmt::format("'{}' is the same tensor as '{}'", name, slot.name));
        } else if (slot.name == name) {
          problems.push_back(fmt::format("'{}' is the name of two tensors", name));
        }
      }
      slots.push_back({name, tensor, groups_});
    }
    if (!problems.empty()) {
      throw ValueError(fmt::format("{}: cannot optimize these parameters\n  {}", name_,
                                   fmt::join(problems, "\n  ")));
    }
    slots_ = std::move(slots);
    ++groups_;
  });
}

// Copies a gradient that shares memory with a parameter, which the step overwrites.
Array Optimizer::safe_gradient(const Array& gradient) const {
  const auto is_written = [&](const Slot& slot) {
    return gradient.shares_buffer(slot.parameter.array());
  };
  const bool shared = !gradient.unique() && std::ranges::any_of(slots_, is_written);
  return shared ? kernels::copy(gradient) : kernels::contiguous(gradient);
}

// State that a slot does not have yet is created in `made`; nothing changes before all is prepared.
Optimizer::Update Optimizer::prepare(const Slot& slot, const Tensor& gradient,
                                     std::map<std::string, Array>& made) const {
  const Array& value = slot.parameter.array();
  if (!value.is_contiguous()) {
    check_distinct_elements(fmt::format("{}: parameter '{}'", name_, slot.name), value);
  }
  Update update = {kernels::contiguous(value),
                   safe_gradient(gradient.array()),
                   {},
                   slot.steps + 1,
                   slot.steps == 0};
  for (const auto& [name, of_squares] : states(slot.group)) {
    auto entry = slot.state.find(name);
    if (entry == slot.state.end()) {
      entry = made.emplace(name, kernels::zeros(value.shape(), value.dtype())).first;
      update.fresh = true;
    }
    const Array& state = entry->second;
    if (state.dtype() != value.dtype() || state.shape() != value.shape()) {
      throw DTypeError(fmt::format("{}: parameter '{}' is {} now, its state was made for {}", name_,
                                   slot.name, value, state),
                       "convert a module before making its optimizer");
    }
    update.state.push_back(state);
  }
  return update;
}

void Optimizer::step() {
  struct Change {
    Slot& slot;
    std::map<std::string, Array> made = {};
    Update update = {};
  };
  with_out_of_memory([&]() -> void {
    std::vector<Change> changes;
    for (Slot& slot : slots_) {
      if (const Tensor gradient = slot.parameter.grad(); gradient.defined()) {
        Change& change = changes.emplace_back(Change{slot});
        change.update = prepare(slot, gradient, change.made);
      }
    }
    for (auto& [slot, made, changed] : changes) {  // nothing throws from here on
      Array& value = slot.parameter.body()->value;
      value.bump_version();
      update(slot.group, changed);
      if (!value.is_contiguous()) kernels::copy_into(value, changed.parameter);
      slot.state.merge(made);
      ++slot.steps;
    }
  });
}

void Optimizer::zero_grad() const {
  for (const Slot& slot : slots_) {
    if (slot.parameter.requires_grad()) slot.parameter.set_grad({});
  }
}

}  // namespace xgrad::optim
