// The training loop.
#include "long_range/training.hpp"

#include <fmt/format.h>

#include "support/command_line.hpp"
#include <chrono>
#include <cmath>

namespace long_range {

using namespace xgrad;

namespace {

constexpr std::uint64_t kTestSeed = 1000003, kFlowSeed = 1000033;

}  // namespace

double evaluate(const Model& model, const Task& task) {
  constexpr int kBatches = 10;
  const NoGrad no_grad;
  Generator generator(kTestSeed);
  double total = 0;
  for (int i = 0; i < kBatches; ++i) {
    const auto [input, target] = task.draw_held_out(100, generator);
    total += task.loss(model(input), target).item<double>();
  }
  return total / kBatches;
}

Trained train(const Model& model, const Task& task, const TrainingOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  optim::Adam optimizer(model.named_parameters(), {.lr = options.lr});
  Generator generator(options.seed);
  double measured = evaluate(model, task);
  Index step = 0;
  while (step < options.steps && std::isfinite(measured) &&
         measured >= options.until * task.baseline) {
    const auto [input, target] = task.draw(options.batch, generator);
    const Tensor loss = task.loss(model(input), target);
    if (!std::isfinite(loss.item<double>())) return {step, loss.item<double>(), seconds()};
    optimizer.zero_grad();
    loss.backward();
    if (options.clip > 0) optim::clip_grad_norm_(model.parameters(), options.clip);
    optimizer.step();
    if (++step % options.measure_every != 0 && step != options.steps) continue;
    measured = evaluate(model, task);
    if (options.verbose) {
      support::print(fmt::format("step {:>5}  {} {:.5f}  ({:.3f} without memory)  {:.0f} s\n", step,
                                 task.measure, measured, task.baseline, seconds()));
      std::fflush(stdout);
    }
  }
  return {step, measured, seconds()};
}

nn::FlowReport gradient_flow(const Model& model, const Task& task) {
  Generator generator(kFlowSeed);
  const auto [input, target] = task.draw(20, generator);
  nn::GradientFlow flow(model.layer());
  task.loss(model(input), target).backward();
  model.zero_grad();
  return flow.report();
}

}  // namespace long_range
