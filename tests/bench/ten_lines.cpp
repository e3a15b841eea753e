// A small model as xgrad's users write it, run forward and backward once: what compiling and
// starting it costs.

#include <xgrad/xgrad.hpp>

#include <iostream>

struct Model : xgrad::nn::Module<Model> {
  xgrad::nn::LSTM lstm =
      register_module("lstm", xgrad::nn::LSTM({.input_size = 16, .hidden_size = 32}));
  xgrad::nn::Linear head = register_module("head", xgrad::nn::Linear(32, 4));

  xgrad::Tensor forward(const xgrad::Tensor& x) const { return head(lstm(x).output); }
};

int main() {
  const Model model;
  const auto loss = mean(square(model(xgrad::randn({20, 8, 16}))));
  loss.backward();
  std::cout << "loss " << loss.item<float>() << '\n';
}
