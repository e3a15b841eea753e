// Steps that change all parameters or none.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/per_parameter.hpp>

#include <algorithm>

namespace xgrad::optim {

// Copies a gradient that shares memory with a parameter, which the step overwrites.
Array PerParameterOptimizer::safe_gradient(const Array& gradient) const {
  const auto is_written = [&](const Parameter& parameter) {
    return gradient.shares_buffer(parameter.tensor.array());
  };
  const bool shared = !gradient.unique() && std::ranges::any_of(parameters(), is_written);
  return shared ? kernels::copy(gradient) : kernels::contiguous(gradient);
}

// State that a parameter does not have yet is created in `made`; nothing changes before all is
// prepared.
Update PerParameterOptimizer::prepare(const Parameter& parameter, const History& history,
                                      const std::vector<StateTensor>& states,
                                      const Tensor& gradient,
                                      std::map<std::string, Array>& made) const {
  check_step(parameter, gradient);
  const Array& value = parameter.tensor.array();
  Update update = {.parameter = kernels::contiguous(value),
                   .gradient = safe_gradient(gradient.array()),
                   .step = history.steps + 1,
                   .fresh = history.steps == 0,
                   .sign = maximizes(parameter.group) ? -1 : 1};
  update.state.reserve(states.size());
  for (const StateTensor& one : states) {
    if (!one.applies_to(value.shape())) continue;
    const Shape shape = one.shape_for(value.shape());
    const DType dtype = one.is_number ? float64 : value.dtype();
    auto entry = history.state.find(one.name);
    if (entry == history.state.end()) {
      entry = made.emplace(one.name, kernels::full(shape, dtype, one.initial)).first;
      update.fresh = true;
    }
    const Array& state = entry->second;
    if (state.dtype() != dtype || state.shape() != shape) {
      throw DTypeError(fmt::format("{}: parameter '{}' is {} now, its state was made for {}",
                                   name(), parameter.name, value, state),
                       "convert a module before making its optimizer");
    }
    update.state.push_back(state);
  }
  return update;
}

void PerParameterOptimizer::step() {
  struct Change {
    std::size_t index;
    std::map<std::string, Array> made = {};
    Update update = {};
  };
  with_out_of_memory([&]() -> void {
    histories_.resize(parameters().size());
    std::vector<std::vector<StateTensor>> stored;
    stored.reserve(group_count());
    for (std::size_t group = 0; group < group_count(); ++group) stored.push_back(states(group));
    std::vector<Change> changes;
    changes.reserve(parameters().size());
    for (std::size_t k = 0; k < parameters().size(); ++k) {
      const Parameter& parameter = parameters()[k];
      if (const Tensor gradient = parameter.tensor.grad(); gradient.defined()) {
        Change& change = changes.emplace_back(Change{k});
        change.update =
            prepare(parameter, histories_[k], stored[parameter.group], gradient, change.made);
      }
    }
    report_missing_gradients();
    for (auto& [index, made, changed] : changes) {  // nothing throws from here on
      const Parameter& parameter = parameters()[index];
      Array& value = parameter.tensor.body()->value;
      value.bump_version();
      update(parameter.group, changed);
      if (!value.is_contiguous()) kernels::copy_into(value, changed.parameter);
      histories_[index].state.merge(made);
      ++histories_[index].steps;
    }
  });
}

}  // namespace xgrad::optim
