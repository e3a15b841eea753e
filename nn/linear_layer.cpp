// h' = a * h + b over all steps.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/linear_layer.hpp>
#include <xgrad/nn/projection.hpp>

namespace xgrad::nn {

bool runs_at_once(const ScanInput& input) {
  const Timeline& timeline = *input.timeline;
  const StateRules& rules = input.rules;
  return input.cell.coefficients.kernels && timeline.steps() > 0 &&
         timeline.rows() == timeline.steps() * timeline.batch() && rules.kept.empty() &&
         rules.kept_share.empty() && !input.observer;
}

std::vector<Tensor> linear_layer(const ScanInput& input, std::vector<Tensor>& states) {
  const Timeline& timeline = *input.timeline;
  const Shape width = {timeline.rows(), input.cell.blocks * input.hidden_size};
  const InputProduct product(input.cell, input.weights, input.rows);
  const Tensor rows = product(input.rows, Array::empty(width, input.buffer.dtype()));
  const PointwiseInput blocks[] = {{&rows, input.cell.blocks, false, true}};
  std::vector<Tensor> line(2);
  apply_formula(input.cell.coefficients, blocks, line);
  if (input.rules.reset.defined()) {
    // Where a sequence begins anew, h' = a * h_first + b.
    const Tensor anew(kernels::unsqueeze(input.rules.reset, 1));
    const Tensor first = input.rules.first.empty()
                             ? full({}, input.cell.first_value(0), line[0].dtype())
                             : input.rules.first[0];
    line[1] = where(anew, line[0] * first + line[1], line[1]);
    line[0] = where(anew, 0.0, line[0]);
  }
  const Shape by_steps = {timeline.steps(), timeline.batch(), input.hidden_size};
  const Tensor h =
      linear_scan(reshape(line[0], by_steps), reshape(line[1], by_steps), states[0], input.reverse);
  states[0] = select(h, 0, input.reverse ? 0 : timeline.steps() - 1);
  return {reshape(h, {timeline.rows(), input.hidden_size})};
}

}  // namespace xgrad::nn
