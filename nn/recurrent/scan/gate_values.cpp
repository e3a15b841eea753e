// Gates are computed apart from the formula, so that steps without observers pay nothing.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/scan/gate_values.hpp>

namespace xgrad::nn {

GateValues gate_values(const CellInfo& cell, const Tensor& from_input, const Tensor& from_hidden,
                       std::span<const PointwiseInput> inputs) {
  const NoGrad unrecorded;
  GateValues values;
  if (cell.gates.empty()) return values;
  if (!cell.gate_values.kernels) {
    const Tensor sums = cell.separate ? add(from_input, from_hidden) : from_hidden;
    const std::vector<Tensor> blocks = chunk(sums, cell.blocks, -1);
    for (std::size_t i = 0; i < cell.gates.size(); ++i) {
      const Gate& gate = cell.gates[i];
      if (gate.logistic) values.emplace_back(gate.name, sigmoid(blocks[i]).array());
    }
    return values;
  }
  for (const Gate& gate : cell.gates) {
    if (gate.logistic) values.emplace_back(gate.name, Array());
  }
  std::vector<Tensor> found(values.size());
  apply_formula(cell.gate_values, inputs, found);
  for (std::size_t i = 0; i < values.size(); ++i) values[i].second = found[i].array();
  return values;
}

}  // namespace xgrad::nn
