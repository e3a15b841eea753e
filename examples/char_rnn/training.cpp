// The training loop.
#include "char_rnn/training.hpp"

#include <xgrad/core/io/checksum.hpp>
#include <xgrad/nn/training.hpp>

#include <fmt/format.h>

#include "char_rnn/checkpoint.hpp"
#include "char_rnn/sampling.hpp"
#include "support/terminal.hpp"
#include <memory>
#include <numbers>
#include <span>

namespace char_rnn {

using namespace xgrad;

namespace {

constexpr Index kSampleLength = 200;
constexpr double kSampleTemperature = 0.7;

std::unique_ptr<optim::Optimizer> make_optimizer(const CharModel& model,
                                                 const TrainingOptions& options) {
  const auto parameters = model.named_parameters();
  const double lr = options.lr;
  if (options.optimizer == "adam") {
    return std::make_unique<optim::Adam>(parameters, optim::AdamOptions{.lr = lr});
  }
  if (options.optimizer == "rmsprop") {
    return std::make_unique<optim::RMSprop>(parameters, optim::RMSpropOptions{.lr = lr});
  }
  if (options.optimizer == "sgd") {
    return std::make_unique<optim::SGD>(parameters, optim::SGDOptions{.lr = lr, .momentum = 0.9});
  }
  throw ValueError(fmt::format("train: there is no optimizer '{}', only adam, rmsprop and sgd",
                               options.optimizer));
}

// What must be equal for a training to be continued.
Metadata settings(const Numbers& text, const TrainingOptions& options) {
  io::Checksum checksum;
  checksum.add(std::as_bytes(std::span(text)));
  return {{"seed", std::to_string(options.seed)},
          {"batch", std::to_string(options.batch)},
          {"sequence", std::to_string(options.sequence)},
          {"optimizer", options.optimizer},
          {"lr", fmt::format("{}", options.lr)},
          {"clip", fmt::format("{}", options.clip)},
          {"text", checksum.digits()}};
}

}  // namespace

int train(const CharModel& model, const Vocabulary& vocabulary, const Numbers& text,
          const TrainingOptions& options) {
  Streams streams(text, options.batch, options.sequence);
  const std::unique_ptr<optim::Optimizer> optimizer = make_optimizer(model, options);
  nn::State state;
  Metadata metadata = description_of(model, vocabulary);
  metadata.merge(settings(text, options));

  nn::training::Trainer trainer(
      model, {{"optimizer", *optimizer}, {"streams", streams}, {"state", state}},
      {.steps = options.steps,
       .checkpoint = options.out,
       .save_every = options.sample_every,
       .resume = options.resume,
       .metadata = metadata,
       .progress = {.items_per_step = static_cast<double>(options.batch * options.sequence),
                    .unit = "chars",
                    .log_every = options.log_every},
       .after_step = [&](const auto&) {
         const Index step = trainer.step();
         if (options.sample_every == 0 || step % options.sample_every != 0 || step == options.steps)
           return;
         Generator generator(options.seed + static_cast<std::uint64_t>(step));
         trainer.print(support::for_output(
             sample(model, vocabulary, {.length = kSampleLength, .temperature = kSampleTemperature},
                    generator)));
       }});
  return trainer.run([&]() -> nn::training::Metrics {
    const Stretch stretch = streams.next();
    if (stretch.restart) state = {};
    const auto [logits, next] = model(stretch.input, state);
    const Tensor loss = nn::cross_entropy(logits, stretch.target);
    optimizer->zero_grad();
    loss.backward();
    const double norm = optim::clip_grad_norm_(model.parameters(), options.clip);
    optimizer->step();
    state = next.detach();
    return {
        {"loss", loss}, {"bits/char", loss.item<double>() / std::numbers::ln2}, {"gradient", norm}};
  });
}

}  // namespace char_rnn
