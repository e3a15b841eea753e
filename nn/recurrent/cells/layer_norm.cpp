// The steps of the cells with layer normalisation.
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/cells/gru.hpp>
#include <xgrad/nn/recurrent/cells/layer_norm.hpp>

namespace xgrad::nn::cells {
namespace {

constexpr auto lstm_state = [](auto i, auto f, auto g, auto c) {
  return sigmoid(f) * c + sigmoid(i) * tanh(g);
};
constexpr auto lstm_output = [](auto o, auto c) { return sigmoid(o) * tanh(c); };

// Adds a weight of ones and a bias of zeros.
void add_norm(std::vector<CellParameter>& parameters, const std::string& name, Index size) {
  parameters.push_back({name + "_weight", {size}, 1});
  parameters.push_back({name + "_bias", {size}, 0});
}

// Applies layer normalisation number `which` of the step.
Tensor normalized(const StepInput& input, const Tensor& x, std::size_t which) {
  const std::vector<Tensor>& own = input.weights.own;
  return layer_norm(x, own[2 * which], own[2 * which + 1]);
}

Tensor normalized_input(const StepInput& input) {
  return normalized(input, input.from_input, 0);
}

Tensor normalized_hidden(const StepInput& input) {
  return normalized(input, recurrent_product(input.hidden, input.weights.w_hh), 1);
}

}  // namespace

std::vector<CellParameter> LayerNormLSTM::parameters(Index, Index hidden_size) {
  std::vector<CellParameter> all;
  add_norm(all, "norm_ih", kBlocks * hidden_size);
  add_norm(all, "norm_hh", kBlocks * hidden_size);
  add_norm(all, "norm_c", hidden_size);
  return all;
}

std::vector<Tensor> LayerNormLSTM::step(const StepInput& input) {
  const std::vector<Tensor> parts =
      split(normalized_input(input) + normalized_hidden(input), input.states[1].size(1) * 3, 1);
  const Tensor c = pointwise("lstm", lstm_state, blocks<3>(parts[0]), input.states[1]);
  return {pointwise("lstm", lstm_output, parts[1], normalized(input, c, 2)), c};
}

std::vector<CellParameter> LayerNormGRU::parameters(Index, Index hidden_size) {
  std::vector<CellParameter> all;
  add_norm(all, "norm_ih", kBlocks * hidden_size);
  add_norm(all, "norm_hh", kBlocks * hidden_size);
  return all;
}

std::vector<Tensor> LayerNormGRU::step(const StepInput& input) {
  return {pointwise("gru", GRU::formula, blocks<3>(normalized_input(input)),
                    blocks<3>(normalized_hidden(input)), input.states[0])};
}

}  // namespace xgrad::nn::cells
