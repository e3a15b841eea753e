// The library's cells, compiled.
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/gru_before.hpp>
#include <xgrad/nn/rnn_cells.hpp>

namespace xgrad::nn {
namespace cells {
namespace {

constexpr auto reset_and_update = [](auto xr, auto xz, auto hr, auto hz, auto h) {
  return std::tuple{sigmoid(xr + hr) * h, sigmoid(xz + hz)};
};
constexpr auto replaced = [](auto z, auto xn, auto hn, auto h) {
  return (1 - z) * h + z * tanh(xn + hn);
};
constexpr auto kept = [](auto z, auto xn, auto hn, auto h) {
  return (1 - z) * tanh(xn + hn) + z * h;
};

// The first two blocks and the last one, of rows or columns.
std::vector<Tensor> gates_and_candidate(const Tensor& blocks, Index axis) {
  const Index size = blocks.size(axis) / 3;
  return split(blocks, {2 * size, size}, axis);
}

}  // namespace

template <UpdateGate gate>
std::vector<Tensor> GruBefore<gate>::prepare(const CellTensors& weights) {
  std::vector<Tensor> parts = gates_and_candidate(weights.w_hh, 0);
  if (!weights.b_hh.defined()) return {parts[0], parts[1], Tensor(), Tensor()};
  const std::vector<Tensor> biases = gates_and_candidate(weights.b_hh, 0);
  return {parts[0], parts[1], biases[0], biases[1]};
}

template <UpdateGate gate>
std::vector<Tensor> GruBefore<gate>::step(const StepInput& input) {
  const std::vector<Tensor>& weights = input.weights.own;
  const Tensor& h = input.states[0];
  const std::vector<Tensor> x = gates_and_candidate(input.from_input, 1);
  const Tensor gates = recurrent_product(input.hidden, weights[0], weights[2]);
  const auto [reset, z] =
      pointwise("gru", reset_and_update, blocks<2>(x[0]), blocks<2>(gates), input.hidden);
  const Tensor candidate = recurrent_product(reset, weights[1], weights[3]);
  if constexpr (gate == UpdateGate::keep) return {pointwise("gru", kept, z, x[1], candidate, h)};
  return {pointwise("gru", replaced, z, x[1], candidate, h)};
}

}  // namespace cells

const CellKind& rnn_kind(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::relu ? cell_kind<cells::RnnOf<cells::ReluActivation>>()
                                            : cell_kind<cells::RnnOf<cells::TanhActivation>>();
}

const CellKind& lstm_kind() {
  return cell_kind<cells::Lstm>();
}

const CellKind& gru_kind(UpdateGate update_gate, bool reset_after) {
  using Update = UpdateGate;
  if (!reset_after) {
    return update_gate == Update::keep ? cell_kind<cells::GruBefore<Update::keep>>()
                                       : cell_kind<cells::GruBefore<Update::replace>>();
  }
  return update_gate == Update::keep ? cell_kind<cells::GruKeep>() : cell_kind<cells::Gru>();
}

}  // namespace xgrad::nn
