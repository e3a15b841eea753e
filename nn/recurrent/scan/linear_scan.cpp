// The recurrence h' = a * h + b over all time steps at once.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/projection.hpp>

namespace xgrad::nn {

bool runs_at_once(const ScanInput& input) {
  const Timeline& timeline = *input.timeline;
  const StateTransforms& transforms = input.transforms;
  return input.cell.coefficients.kernels && timeline.steps() > 0 &&
         timeline.rows() == timeline.steps() * timeline.batch() &&
         transforms.zoneout_mask.empty() && transforms.zoneout_rate.empty() &&
         !transforms.reset.defined() && !input.observer && input.memory.saved == ScanMemory().saved;
}

std::vector<Tensor> linear_layer(const ScanInput& input, std::vector<Tensor>& states) {
  const Timeline& timeline = *input.timeline;
  const Shape width = {timeline.rows(), input.cell.blocks * input.hidden_size};
  const InputProduct product(input.cell, input.weights, input.rows);
  const Tensor rows = product(input.rows, Array::empty(width, input.buffer.dtype()));
  const PointwiseInput blocks[] = {{&rows, input.cell.blocks, false, true}};
  std::vector<Tensor> line(2);
  apply_formula(input.cell.coefficients, blocks, line);
  const Shape by_steps = {timeline.steps(), timeline.batch(), input.hidden_size};
  const Tensor h =
      linear_scan(reshape(line[0], by_steps), reshape(line[1], by_steps), states[0], input.reverse);
  states[0] = select(h, 0, input.reverse ? 0 : timeline.steps() - 1);
  return {reshape(h, {timeline.rows(), input.hidden_size})};
}

}  // namespace xgrad::nn
