// A small model as libtorch's users write it, run forward and backward once: what compiling and
// starting it costs.

#include <iostream>
#include <torch/torch.h>

struct Model : torch::nn::Module {
  torch::nn::LSTM lstm = register_module("lstm", torch::nn::LSTM(16, 32));
  torch::nn::Linear head = register_module("head", torch::nn::Linear(32, 4));

  torch::Tensor forward(const torch::Tensor& x) { return head(std::get<0>(lstm(x))); }
};

int main() {
  Model model;
  const auto loss = model.forward(torch::randn({20, 8, 16})).square().mean();
  loss.backward();
  std::cout << "loss " << loss.item<float>() << '\n';
}
