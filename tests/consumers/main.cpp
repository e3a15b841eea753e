// A program outside the tree: a formula and a cell of its own, which takes a step of learning.
#include <xgrad/xgrad.hpp>

#include "gates.hpp"
#include <cmath>
#include <cstdio>

namespace nn = xgrad::nn;
namespace optim = xgrad::optim;

struct Model : nn::Module<Model> {
  nn::Recurrent<OwnLSTM> lstm =
      register_module("lstm", nn::Recurrent<OwnLSTM>({.input_size = 3, .hidden_size = 8}));
  nn::Linear head = register_module("head", nn::Linear(8, 1));

  xgrad::Tensor forward(const xgrad::Tensor& sequence) const {
    return head(swish(lstm(sequence).output));
  }
};

bool derivative_is_right() {
  xgrad::Tensor x = xgrad::full({5}, 2.0, xgrad::float64);
  x.requires_grad_();
  xgrad::sum(swish(x)).backward();
  const double s = 1 / (1 + std::exp(-2.0));
  for (int i = 0; i < 5; ++i)
    if (std::abs(x.grad().data<double>()[i] - (s + 2 * s * (1 - s))) > 1e-14) return false;
  return true;
}

bool cell_is_an_lstm() {
  const nn::RecurrentOptions options = {.input_size = 3, .hidden_size = 8, .num_layers = 2};
  xgrad::manual_seed(2);
  const nn::Recurrent<OwnLSTM> own(options);
  xgrad::manual_seed(2);
  const nn::LSTM theirs(options);
  const xgrad::Tensor sequence = xgrad::randn({6, 4, 3});
  const xgrad::Tensor difference = own(sequence).output - theirs(sequence).output;
  return xgrad::max(xgrad::abs(difference)).item<float>() < 1e-6F;
}

bool a_step_lowers_the_loss() {
  xgrad::manual_seed(1);
  Model model;
  optim::Adam optimizer(model.parameters(), {.lr = 1e-2});
  const xgrad::Tensor sequence = xgrad::randn({4, 2, 3});
  const xgrad::Tensor target = xgrad::ones({4, 2, 1});
  const xgrad::Tensor before = nn::mse_loss(model(sequence), target);
  before.backward();
  optimizer.step();
  return nn::mse_loss(model(sequence), target).item<float>() < before.item<float>();
}

int main() {
  if (!derivative_is_right()) return std::puts("the derivative of swish is wrong"), 1;
  if (!cell_is_an_lstm()) return std::puts("the cell is not an LSTM"), 1;
  if (!a_step_lowers_the_loss()) return std::puts("the model does not learn"), 1;
  std::printf("xgrad %s\n", xgrad::version());
}
