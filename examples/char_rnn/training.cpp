// The training loop.
#include "char_rnn/training.hpp"

#include <xgrad/core/io/checksum.hpp>

#include <fmt/format.h>

#include "char_rnn/checkpoint.hpp"
#include "char_rnn/progress.hpp"
#include "char_rnn/sampling.hpp"
#include "char_rnn/signals.hpp"
#include "support/command_line.hpp"
#include "support/saved_training.hpp"
#include "support/terminal.hpp"
#include <cmath>
#include <filesystem>
#include <memory>
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

// All that the next step depends on, and its file.
class Training {
 public:
  Training(const CharModel& model, const Vocabulary& vocabulary, const Numbers& text,
           const TrainingOptions& options)
      : streams(text, options.batch, options.sequence),
        optimizer(make_optimizer(model, options)),
        model_(model),
        path_(options.out),
        metadata_(description_of(model, vocabulary)) {
    metadata_.merge(settings(text, options));
  }

  // Refuses a model that is not finite, which would replace a finite one.
  void save() {
    check_finite(model_, fmt::format("train: the model is not saved: after step {}", step));
    Metadata metadata = metadata_;
    metadata.emplace(kStep, std::to_string(step));  // for people who read the file
    save_checkpoint(path_, parts(), metadata);
  }

  // A full disk or a missing folder may be mended before the next one.
  void try_to_save() {
    try {
      save();
    } catch (const IoError& error) {
      support::complain("char_rnn",
                        fmt::format("the model of step {} is not saved, training goes on: {}", step,
                                    error.what()));
    }
  }

  // Continues from the file, which must be of a training with equal settings.
  void load() {
    support::check_settings(path_, metadata_,
                            "resume with the text and the options of the saved training; only "
                            "--steps, --sample-every and --log-every may differ");
    load_checkpoint(path_, parts());
  }

  Streams streams;
  std::unique_ptr<optim::Optimizer> optimizer;
  nn::State state = {};
  Index step = 0;

 private:
  static constexpr const char* kStep = "step";

  CheckpointParts parts() {
    return {{kModelPart, model_}, {"optimizer", *optimizer},        {"streams", streams},
            {"state", state},     {"dropout", default_generator()}, {kStep, step}};
  }

  const CharModel& model_;
  std::string path_;
  Metadata metadata_;
};

}  // namespace

int train(const CharModel& model, const Vocabulary& vocabulary, const Numbers& text,
          const TrainingOptions& options) {
  Training training(model, vocabulary, text, options);
  if (options.resume && std::filesystem::exists(options.out)) training.load();
  nn::State& state = training.state;
  Index& step = training.step;

  const Interruption interruption;
  Progress progress(step, options.steps, options.batch * options.sequence, options.log_every);
  if (step > 0) progress.say(fmt::format("resumed after step {}", step));
  while (step < options.steps && Interruption::signal() == 0) {
    const Stretch stretch = training.streams.next();
    if (stretch.restart) state = {};
    const auto [logits, next] = model(stretch.input, state);
    const Tensor loss = nn::cross_entropy(logits, stretch.target);
    training.optimizer->zero_grad();
    loss.backward();
    const double norm = optim::clip_grad_norm_(model.parameters(), options.clip);
    if (!std::isfinite(norm)) {
      const std::string where =
          fmt::format("train: in step {} the loss is {}, the norm of the gradient {}", step + 1,
                      loss.item<double>(), norm);
      check_finite(model, where);
      throw NumericError(where, "a smaller --lr or --clip may help");
    }
    training.optimizer->step();
    state = next.detach();
    progress.update({++step, loss.item<double>(), norm});

    if (options.sample_every > 0 && step % options.sample_every == 0 && step < options.steps) {
      progress.pause();
      training.try_to_save();
      Generator generator(options.seed + static_cast<std::uint64_t>(step));
      progress.say(support::for_output(
          sample(model, vocabulary, {.length = kSampleLength, .temperature = kSampleTemperature},
                 generator)));
      progress.resume();
    }
  }
  progress.summarize(step);
  training.save();
  return Interruption::signal();
}

}  // namespace char_rnn
