// The recurrence h' = a * h + b over all time steps at once.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/projection.hpp>

namespace xgrad::nn {

bool can_run_at_once(const CellInfo& cell, const SequenceLayout& layout) {
  return cell.coefficients.kernels && layout.steps() > 0 && layout.is_dense();
}

ScanResult scan_linear(const ScanInput& input) {
  const SequenceLayout& layout = *input.layout;
  const Tensor& h0 = input.states.h();
  const InputProduct product(input.cell, input.weights, input.rows);
  const Tensor rows = product(
      input.rows, Array::empty({layout.rows(), input.cell.blocks * input.hidden_size}, h0.dtype()));
  const PointwiseInput inputs[] = {{&rows, input.cell.blocks, false, true},
                                   {&input.rows, 1, false, false}};
  std::vector<Tensor> line(2);
  apply_formula(input.cell.coefficients, std::span(inputs, input.cell.takes_input ? 2 : 1), line);
  const Shape by_steps = {layout.steps(), layout.batch(), input.hidden_size};
  const Tensor h =
      linear_scan(reshape(line[0], by_steps), reshape(line[1], by_steps), h0, input.reverse);
  return {{reshape(h, {layout.rows(), input.hidden_size})},
          States({select(h, 0, input.reverse ? 0 : layout.steps() - 1)})};
}

}  // namespace xgrad::nn
