// A small training for the tests of the Trainer.
#pragma once

#include <xgrad/nn/training.hpp>
#include <xgrad/xgrad.hpp>

#include "support/temporary_directory.hpp"
#include <string>
#include <utility>
#include <vector>

namespace test {

/// A linear model with dropout that learns the sum of its inputs from 10 examples, in epochs of 4
/// steps.
struct Setting {
  explicit Setting(double lr = 0.1) {
    xgrad::manual_seed(1);
    model = std::make_unique<xgrad::nn::Sequential>(
        xgrad::nn::Linear(3, 2), xgrad::nn::Dropout(0.25), xgrad::nn::Linear(2, 1));
    optimizer = std::make_unique<xgrad::optim::SGD>(model->named_parameters(),
                                                    xgrad::optim::SGDOptions{.lr = lr});
    inputs = xgrad::randn({10, 3});
    loader = std::make_unique<Loader>(
        xgrad::nn::data::TensorDataset(inputs),
        xgrad::nn::data::DataLoaderOptions{.batch_size = 3, .shuffle = true});
  }

  xgrad::Tensor loss(const xgrad::Tensor& input) const {
    return xgrad::nn::mse_loss((*model)(input), xgrad::sum(input, -1, true));
  }
  /// One update; the loss before it.
  xgrad::Tensor step(const xgrad::Tensor& input) const {
    const xgrad::Tensor result = loss(input);
    optimizer->zero_grad();
    result.backward();
    optimizer->step();
    return result;
  }
  xgrad::nn::training::Trainer trainer(xgrad::nn::training::TrainerOptions options) const {
    return xgrad::nn::training::Trainer(*model, {{"optimizer", *optimizer}}, std::move(options));
  }
  int run(xgrad::nn::training::Trainer& trainer) const {
    return trainer.run(*loader, [&](const auto& batch) { return step(batch[0]); });
  }
  std::vector<float> parameters() const {
    return xgrad::nn::parameters_to_vector(model->parameters()).to_vector<float>();
  }

  using Loader = xgrad::nn::data::DataLoader<xgrad::nn::data::TensorDataset<1>>;
  std::unique_ptr<xgrad::nn::Sequential> model;
  std::unique_ptr<xgrad::optim::SGD> optimizer;
  xgrad::Tensor inputs;
  std::unique_ptr<Loader> loader;
};

/// Options without output.
inline xgrad::nn::training::TrainerOptions silent(xgrad::nn::training::TrainerOptions options) {
  options.progress.stream = nullptr;
  return options;
}

}  // namespace test
