// Reset, dropout and zoneout of the states of one step.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/scan/transforms.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

Tensor rows_of(const Tensor& all, Index row, Index count) {
  return Tensor(kernels::narrow(all.array(), 0, row, count));
}

}  // namespace

void StateTransforms::reset_states(const CellInfo& cell, Index row,
                                   std::vector<Tensor>& states) const {
  if (!reset.defined()) return;
  const Index count = states[0].size(0);
  const Array begins = kernels::narrow(reset, 0, row, count);
  const bool* const flags = begins.data<bool>();
  if (std::none_of(flags, flags + count, [](bool flag) { return flag; })) return;
  const Tensor flagged(kernels::unsqueeze(begins, 1));
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i] = initial_state.empty() ? where(flagged, cell.initial_value(i), states[i])
                                      : where(flagged, initial_state[i], states[i]);
  }
}

Tensor StateTransforms::dropped(const Tensor& h) const {
  return hidden_mask.defined() ? mul(h, rows_of(hidden_mask, 0, h.size(0))) : h;
}

void StateTransforms::apply_zoneout(Index row, const std::vector<Tensor>& states,
                                    std::span<Tensor> next) const {
  for (std::size_t i = 0; i < zoneout_mask.size(); ++i) {
    if (!zoneout_mask[i].defined()) continue;
    next[i] = where(rows_of(zoneout_mask[i], row, next[i].size(0)), states[i], next[i]);
  }
  for (std::size_t i = 0; i < zoneout_rate.size(); ++i) {
    const double share = zoneout_rate[i];
    if (share > 0) next[i] = add(mul(states[i], share), mul(next[i], 1 - share));
  }
}

}  // namespace xgrad::nn
