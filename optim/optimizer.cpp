// The parameters of an optimizer, and what every step checks.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/core/print.hpp>
#include <xgrad/core/warning.hpp>
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

void Optimizer::add_parameters(const ParameterList& list, std::size_t group) {
  if (list.size() == 0) {
    throw ValueError(fmt::format("{}: the list of parameters is empty", name_));
  }
  std::vector<Parameter> parameters = parameters_;
  std::vector<std::string> problems;
  for (const auto& [given, tensor] : list) {
    const std::string name = given.empty() ? std::to_string(parameters.size()) : given;
    if (std::string reason = obstacle(tensor); !reason.empty()) {
      problems.push_back(fmt::format("'{}' {}", name, reason));
    }
    for (const Parameter& other : parameters) {
      if (tensor.defined() && other.tensor.body() == tensor.body()) {
        problems.push_back(fmt::format("'{}' is the same tensor as '{}'", name, other.name));
      } else if (other.name == name) {
        problems.push_back(fmt::format("'{}' is the name of two tensors", name));
      }
    }
    parameters.push_back({name, tensor, group});
  }
  if (!problems.empty()) {
    throw ValueError(fmt::format("{}: cannot optimize these parameters\n  {}", name_,
                                 fmt::join(problems, "\n  ")));
  }
  const auto requires_grad = [](const auto& one) { return one.second.requires_grad(); };
  if (std::none_of(list.begin(), list.end(), requires_grad)) {
    throw ValueError(
        fmt::format("{}: none of the {} parameters requires a gradient", name_, list.size()),
        "call requires_grad_() on the tensors, or unfreeze() on the module");
  }
  reported_.resize(parameters.size());
  parameters_ = std::move(parameters);
}

void Optimizer::check_step(const Parameter& parameter, const Tensor& gradient) const {
  const Array& value = parameter.tensor.array();
  if (!value.is_contiguous()) {
    check_distinct_elements(fmt::format("{}: parameter '{}'", name_, parameter.name), value);
  }
  if (!error_if_nonfinite_) return;
  if (const std::string found = nonfinite_elements(gradient.array()); !found.empty()) {
    throw NumericError(
        fmt::format("{}: the gradient of parameter '{}': {}", name_, parameter.name, found),
        "AnomalyMode names the operation that made it; clip_grad_norm_ limits large gradients");
  }
}

void Optimizer::check_fits(StateDiff found, const std::vector<std::string>& invalid_options) const {
  for (const std::string& fault : invalid_options) found.add_impossible(fault);
  found.check(name_, found.has_other_entries()
                         ? "make the optimizer with the parameters, names and groups of the one "
                           "that was saved"
                         : "load a state that was saved before");
}

void Optimizer::report_missing_gradients() {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    const Parameter& parameter = parameters_[k];
    if (reported_[k] || !parameter.tensor.requires_grad() || parameter.tensor.grad().defined()) {
      continue;
    }
    names.push_back(fmt::format("'{}'", parameter.name));
    reported_[k] = true;
  }
  if (names.empty()) return;
  warn(fmt::format("{}: step() does not change these parameters, which have no gradient: {}", name_,
                   fmt::join(names, ", ")));
}

void Optimizer::zero_grad() const {
  for (const Parameter& parameter : parameters_) {
    if (parameter.tensor.requires_grad()) parameter.tensor.set_grad({});
  }
}

}  // namespace xgrad::optim
