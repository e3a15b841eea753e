// The training loop.
#include "char_rnn/training.hpp"

#include <fmt/format.h>

#include "char_rnn/checkpoint.hpp"
#include "char_rnn/progress.hpp"
#include "char_rnn/sampling.hpp"
#include "char_rnn/signals.hpp"
#include "support/command_line.hpp"
#include "support/terminal.hpp"
#include <cmath>
#include <memory>

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

Metadata notes(const TrainingOptions& options, Index step) {
  return {{"step", std::to_string(step)},           {"seed", std::to_string(options.seed)},
          {"batch", std::to_string(options.batch)}, {"sequence", std::to_string(options.sequence)},
          {"optimizer", options.optimizer},         {"lr", fmt::format("{}", options.lr)},
          {"clip", fmt::format("{}", options.clip)}};
}

// Refuses a model that is not finite, which would replace a finite one.
void save(const CharModel& model, const Vocabulary& vocabulary, const TrainingOptions& options,
          Index step) {
  check_finite(model, fmt::format("train: the model is not saved: after step {}", step));
  save_checkpoint(options.out, model, vocabulary, notes(options, step));
}

// A full disk or a folder that has gone may be mended before the next one.
void try_to_save(const CharModel& model, const Vocabulary& vocabulary,
                 const TrainingOptions& options, Index step) {
  try {
    save(model, vocabulary, options, step);
  } catch (const IoError& error) {
    support::complain("char_rnn",
                      fmt::format("the model of step {} is not saved, training goes on: "
                                  "{}",
                                  step, error.what()));
  }
}

}  // namespace

int train(const CharModel& model, const Vocabulary& vocabulary, const Numbers& text,
          const TrainingOptions& options) {
  Streams streams(text, options.batch, options.sequence);
  const auto optimizer = make_optimizer(model, options);
  Generator sample_generator(options.seed);
  nn::State state;

  const Interruption interruption;
  Progress progress(options.steps, options.batch * options.sequence, options.log_every);
  Index step = 0;
  while (step < options.steps && Interruption::signal() == 0) {
    const Stretch stretch = streams.next();
    if (stretch.restart) state = {};
    const auto [logits, next] = model(stretch.input, state);
    const Tensor loss = nn::cross_entropy(logits, stretch.target);
    optimizer->zero_grad();
    loss.backward();
    const double norm = optim::clip_grad_norm_(model.parameters(), options.clip);
    if (!std::isfinite(norm)) {
      const std::string where =
          fmt::format("train: in step {} the loss is {}, the norm of the gradient {}", step + 1,
                      loss.item<double>(), norm);
      check_finite(model, where);
      throw NumericError(where, "a smaller --lr or --clip may help");
    }
    optimizer->step();
    state = next.detach();
    progress.update({++step, loss.item<double>(), norm});

    if (options.sample_every > 0 && step % options.sample_every == 0 && step < options.steps) {
      progress.pause();
      try_to_save(model, vocabulary, options, step);
      progress.say(support::for_output(
          sample(model, vocabulary, {.length = kSampleLength, .temperature = kSampleTemperature},
                 sample_generator)));
      progress.resume();
    }
  }
  progress.summarize(step);
  save(model, vocabulary, options, step);
  return Interruption::signal();
}

}  // namespace char_rnn
