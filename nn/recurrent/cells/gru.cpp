// Compiles the forms of the GRU.
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/gru.hpp>

namespace xgrad::nn::cells {
namespace {

// r * h, z and 1 - z; 1 - z is computed without a difference, which would lose precision.
constexpr auto reset_and_update = [](auto xr, auto xz, auto hr, auto hz, auto h) {
  const auto a = xz + hz;
  return std::tuple{sigmoid(xr + hr) * h, sigmoid(a), sigmoid(-a)};
};
constexpr auto mixed = [](auto of_new, auto of_old, auto xn, auto hn, auto h) {
  return of_new * tanh(xn + hn) + of_old * h;
};

// The first two gate blocks and the last one, along rows or columns.
std::vector<Tensor> gates_and_candidate(const Tensor& blocks, Index axis) {
  const Index size = blocks.size(axis) / 3;
  return split(blocks, {2 * size, size}, axis);
}

}  // namespace

template <GateRole role>
std::vector<Tensor> GRUBefore<role>::prepare(const CellTensors& weights) {
  std::vector<Tensor> parts = gates_and_candidate(weights.w_hh, 0);
  if (!weights.b_hh.defined()) return {parts[0], parts[1], Tensor(), Tensor()};
  const std::vector<Tensor> biases = gates_and_candidate(weights.b_hh, 0);
  return {parts[0], parts[1], biases[0], biases[1]};
}

template <GateRole role>
std::vector<Tensor> GRUBefore<role>::step(const StepInput& input) {
  const std::vector<Tensor>& weights = input.weights.own;
  const Tensor& h = input.states[0];
  const std::vector<Tensor> x = gates_and_candidate(input.from_input, 1);
  const Tensor gates = recurrent_product(input.hidden, weights[0], weights[2]);
  const auto [reset, z, rest] =
      pointwise("gru", reset_and_update, blocks<2>(x[0]), blocks<2>(gates), input.hidden);
  const Tensor candidate = recurrent_product(reset, weights[1], weights[3]);
  constexpr bool keeps = role == GateRole::keeps;
  return {pointwise("gru", mixed, keeps ? rest : z, keeps ? z : rest, x[1], candidate, h)};
}

template struct GRUBefore<GateRole::replaces>;
template struct GRUBefore<GateRole::keeps>;

}  // namespace xgrad::nn::cells

namespace xgrad::nn {

const CellInfo& cell_info(const CellVariant<cells::GRU>& variant) {
  const bool keeps = variant.update_gate == UpdateGate::keep;
  if (variant.reset_after) {
    return keeps ? cell_info<cells::GRUKeep>() : cell_info<cells::GRU>();
  }
  return keeps ? cell_info<cells::GRUBefore<GateRole::keeps>>()
               : cell_info<cells::GRUBefore<GateRole::replaces>>();
}

}  // namespace xgrad::nn
