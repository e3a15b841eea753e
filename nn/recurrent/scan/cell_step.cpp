// One time step: adds the recurrent product to the projected input and applies the formula.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/pool_vector.hpp>
#include <xgrad/nn/recurrent/scan/cell_step.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn {
namespace {

Tensor rows_of(const Tensor& all, Index row, Index count) {
  return Tensor(kernels::narrow(all.array(), 0, row, count));
}

// Resets the states of sequences in which an episode starts.
void reset_states(const CellInfo& cell, const StateTransforms& transforms, Index row,
                  std::vector<Tensor>& states) {
  const Index count = states[0].size(0);
  const Array begins = kernels::narrow(transforms.reset, 0, row, count);
  const bool* const flags = begins.data<bool>();
  if (std::none_of(flags, flags + count, [](bool flag) { return flag; })) return;
  const Tensor flagged(kernels::unsqueeze(begins, 1));
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i] = transforms.initial_state.empty()
                    ? where(flagged, cell.initial_value(i), states[i])
                    : where(flagged, transforms.initial_state[i], states[i]);
  }
}

// The values of the logistic gates of a step by name, [batch, hidden] each.
GateValues gate_values(const CellInfo& cell, const Tensor& from_input, const Tensor& product,
                       std::span<const PointwiseInput> inputs) {
  const NoGrad unrecorded;
  GateValues values;
  if (!cell.gate_values.kernels) {
    const Tensor sums = cell.separate ? add(from_input, product) : product;
    const std::vector<Tensor> blocks = chunk(sums, cell.blocks, -1);
    for (std::size_t i = 0; i < cell.gates.size(); ++i) {
      if (!cell.gates[i].empty()) values.emplace_back(cell.gates[i], sigmoid(blocks[i]).array());
    }
    return values;
  }
  std::vector<std::string_view> names(cell.gates.begin(), cell.gates.end());
  std::erase(names, "");
  std::vector<Tensor> found(names.size());
  apply_formula(cell.gate_values, inputs, found);
  for (std::size_t i = 0; i < names.size(); ++i) values.emplace_back(names[i], found[i].array());
  return values;
}

// Adds the recurrent products to their rows and applies the formula.
void apply_cell(const CellInfo& cell, const CellTensors& weights, const StepRows& rows,
                const Tensor& hidden, const std::vector<Tensor>& states, std::span<Tensor> next,
                std::span<const Array> target, GateValues* gates) {
  const Tensor product =
      cell.recurrent ? add_linear_(rows.from_hidden, hidden, weights.w_hh) : rows.from_input;
  PoolVector<PointwiseInput> inputs;
  inputs.reserve(2 + states.size() + weights.own.size());
  if (cell.separate) inputs.push_back({&rows.from_input, cell.blocks, false, true});
  inputs.push_back({&product, cell.blocks, false, true});
  for (std::size_t i = cell.takes_hidden ? 0 : 1; i < states.size(); ++i) {
    inputs.push_back({&states[i], 1, false, false});
  }
  for (const Tensor& vector : weights.own) inputs.push_back({&vector, 1, false, false});
  if (gates) *gates = gate_values(cell, rows.from_input, product, inputs);
  apply_formula(cell.call, inputs, next, target);
}

// Checks that a composite cell's step returns as many states as it takes, of equal shapes.
void check_step(const std::vector<Tensor>& made, const std::vector<Tensor>& states) {
  if (made.size() != states.size()) {
    throw ValueError(fmt::format("the step of the cell gives {} states, expected {} (kStates)",
                                 made.size(), states.size()));
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (made[i].defined() && made[i].shape() == states[i].shape()) continue;
    throw ShapeError(fmt::format(
        "the step of the cell gives {} for state {}, expected {}",
        made[i].defined() ? to_string(made[i].shape()) : std::string("an undefined tensor"),
        state_name(i), to_string(states[i].shape())));
  }
}

// Zoneout (Krueger et al. 2017).
void apply_zoneout(const StateTransforms& transforms, Index row, const std::vector<Tensor>& states,
                   std::span<Tensor> next) {
  for (std::size_t i = 0; i < transforms.zoneout_mask.size(); ++i) {
    if (!transforms.zoneout_mask[i].defined()) continue;
    next[i] = where(rows_of(transforms.zoneout_mask[i], row, next[i].size(0)), states[i], next[i]);
  }
  for (std::size_t i = 0; i < transforms.zoneout_rate.size(); ++i) {
    const double share = transforms.zoneout_rate[i];
    if (share > 0) next[i] = add(mul(states[i], share), mul(next[i], 1 - share));
  }
}

}  // namespace

CellTensors prepared(const CellInfo& cell, CellTensors weights) {
  if (cell.prepare) weights.own = cell.prepare(weights);
  return weights;
}

void cell_step(const CellInfo& cell, const CellTensors& weights, const StateTransforms& transforms,
               const StepRows& rows, std::vector<Tensor>& states, const Array& target,
               GateValues* gates) {
  if (transforms.reset.defined()) reset_states(cell, transforms, rows.row, states);
  const Index count = states[0].size(0);
  const Tensor hidden = transforms.hidden_mask.defined()
                            ? mul(states[0], rows_of(transforms.hidden_mask, 0, count))
                            : states[0];
  const bool zoneout = !transforms.zoneout_mask.empty() || !transforms.zoneout_rate.empty();
  const bool to_target = target.defined() && !zoneout && !weights.w_hr.defined();

  PoolVector<Tensor> next(states.size());
  if (cell.step) {
    std::vector<Tensor> made = cell.step({rows.from_input, hidden, states, weights});
    check_step(made, states);
    std::move(made.begin(), made.end(), next.begin());
  } else {
    apply_cell(cell, weights, rows, hidden, states, next, {&target, to_target ? 1u : 0u}, gates);
  }
  if (weights.w_hr.defined()) {
    const Shape shape = {count, weights.w_hr.size(0)};
    const Array room =
        target.defined() && !zoneout ? target : Array::empty(shape, weights.w_hr.dtype());
    next[0] = add_linear_(repeat_into(room, {}), next[0], weights.w_hr);
  }
  if (zoneout) apply_zoneout(transforms, rows.row, states, next);
  if (target.defined() && (cell.step || zoneout)) next[0] = copy_into(target, next[0]);
  std::move(next.begin(), next.end(), states.begin());
}

}  // namespace xgrad::nn
