// A small training whose checkpoint has parts of every kind.
#pragma once

#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/xgrad.hpp>

#include <vector>

namespace test {

/// Everything that the next step of a training depends on.
struct Training {
  explicit Training(xgrad::Index hidden = 3)
      : lstm({.input_size = 2, .hidden_size = hidden, .num_layers = 2, .dropout = 0.5}),
        optimizer(lstm.named_parameters(), {.lr = 0.01, .weight_decay = 0.1, .amsgrad = true}) {}

  void steps(int count) {
    for (int i = 0; i < count; ++i, ++step) {
      const auto [output, next] = lstm(randn({4, 2, 2}, xgrad::float32, generator), {carried});
      optimizer.zero_grad();
      loss = mean(square(output));
      loss.backward();
      optimizer.step();
      carried = next.h.detach();
    }
  }
  xgrad::CheckpointParts parts() {
    return {{"model", lstm},          {"optimizer", optimizer},
            {"generator", generator}, {"dropout", xgrad::default_generator()},
            {"h", carried},           {"step", step}};
  }

  xgrad::nn::LSTM lstm;
  xgrad::optim::AdamW optimizer;
  xgrad::Generator generator{7};
  xgrad::Tensor carried, loss;
  xgrad::Index step = 0;
};

inline std::vector<float> parameters_of(const Training& training) {
  return xgrad::nn::parameters_to_vector(training.lstm.parameters()).to_vector<float>();
}

}  // namespace test
