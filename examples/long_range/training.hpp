// Training on a task, and a look at the gradients of one batch.
#pragma once

#include "long_range/model.hpp"
#include "long_range/task.hpp"
#include <cstdint>

namespace long_range {

/// How a model is trained.
struct TrainingOptions {
  Index batch = 50;
  /// Optimizer steps, at most.
  Index steps = 3000;
  double lr = 5e-3;
  /// Largest norm of the gradient, 0 for no limit.
  double clip = 1;
  /// Training ends when the loss on new sequences is below this share of the baseline.
  double until = 0.02;
  /// Steps between measurements of that loss.
  Index measure_every = 100;
  /// Of what is drawn: weights, and sequences.
  std::uint64_t seed = 1;
  /// Prints every measurement.
  bool verbose = false;
};

/// What came of it.
struct Trained {
  Index steps;
  double loss;
  double seconds;
};

/// The loss on 1000 held-out sequences, always the same ones.
double evaluate(const Model& model, const Task& task);

/// Trains with Adam. Ends early where the measured loss is small enough, and with any loss that
/// is not finite, which is given then.
Trained train(const Model& model, const Task& task, const TrainingOptions& options);

/// How the gradient of one batch flows through the model's recurrent layer.
xgrad::nn::FlowReport gradient_flow(const Model& model, const Task& task);

}  // namespace long_range
