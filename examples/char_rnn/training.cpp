// The training loop.
#include "char_rnn/training.hpp"

#include <xgrad/core/io/checksum.hpp>
#include <xgrad/nn/data/readers/vocabulary_file.hpp>
#include <xgrad/nn/training.hpp>

#include <fmt/format.h>

#include "char_rnn/checkpoint.hpp"
#include "char_rnn/report.hpp"
#include "char_rnn/sampling.hpp"
#include "support/terminal.hpp"
#include <cmath>
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

// What must be equal for a training to be continued. The checksum is also that of the vocabulary,
// which is too long for a message.
Metadata settings(const Vocabulary& vocabulary, const Tensor& text,
                  const TrainingOptions& options) {
  const std::string tokens = nn::data::format_vocabulary(vocabulary);
  const auto ids = text.to_vector<std::int64_t>();
  io::Checksum checksum;
  checksum.add(std::as_bytes(std::span(tokens)));
  checksum.add(std::as_bytes(std::span(ids)));
  return {{"seed", std::to_string(options.seed)},
          {"batch", std::to_string(options.batch)},
          {"sequence", std::to_string(options.sequence)},
          {"optimizer", options.optimizer},
          {"lr", fmt::format("{}", options.lr)},
          {"clip", fmt::format("{}", options.clip)},
          {"text", checksum.digits()}};
}

}  // namespace

int train(const CharModel& model, const Vocabulary& vocabulary, const Tensor& text,
          const TrainingOptions& options) {
  nn::data::Streams streams(
      text, {.batch_size = options.batch, .k1 = options.sequence, .drop_last = true});
  const std::unique_ptr<optim::Optimizer> optimizer = make_optimizer(model, options);
  nn::State state;
  Metadata metadata = description_of(model, vocabulary);
  metadata.merge(settings(vocabulary, text, options));
  if (options.resume) check_resumable(options.out);

  const std::string token = short_name_of(vocabulary.unit());
  const auto measure = [&](double nats) -> nn::training::Metric {
    if (vocabulary.unit() == TextUnit::word) return {"perplexity", std::exp(nats)};
    return {"bits/" + token, nats * std::numbers::log2e};
  };
  nn::training::TrainingHistory history;
  Report report(model, text, options, history);
  nn::training::Trainer trainer(
      model, {{"optimizer", *optimizer}, {"state", state}, {"history", history}},
      {.steps = options.steps,
       .checkpoint = options.out,
       .save_every = options.sample_every,
       .resume = options.resume,
       .metadata = metadata,
       .loggers = {&history},
       .progress = {.items_per_step = static_cast<double>(options.batch * options.sequence),
                    .unit = token + "s",
                    .log_every = options.log_every},
       .after_step =
           [&](const auto&) {
             const Index step = trainer.step();
             if (options.sample_every == 0 || step % options.sample_every != 0 ||
                 step == options.steps)
               return;
             Generator generator(options.seed + static_cast<std::uint64_t>(step));
             const std::string written =
                 sample(model, vocabulary,
                        {.length = kSampleLength, .temperature = kSampleTemperature}, generator);
             trainer.print(support::for_output(written));
             report.add_sample(step, written);
           },
       .after_save = [&] { report.update(trainer); }});
  return report.run(trainer, streams,
                    [&](const nn::data::Segment& segment) -> nn::training::Metrics {
                      const auto [logits, next] = nn::data::run_segment(model, segment, state);
                      const Tensor loss = nn::cross_entropy(logits, segment.target);
                      optimizer->zero_grad();
                      loss.backward();
                      const double norm = optim::clip_grad_norm_(model.parameters(), options.clip);
                      optimizer->step();
                      state = next;
                      return {{"loss", loss}, measure(loss.item<double>()), {"gradient", norm}};
                    });
}

}  // namespace char_rnn
