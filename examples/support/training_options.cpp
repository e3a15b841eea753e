// Adds options to a command, and lists those that a checkpoint contains.
#include "support/training_options.hpp"

#include <xgrad/core/generator.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <fmt/format.h>

#include "support/command_line.hpp"

namespace support {

namespace {

constexpr std::int64_t kLargestBatch = 1'000'000, kMostEpochs = 1'000'000, kMostThreads = 1024;

}  // namespace

void add_training_options(CLI::App& command, TrainingOptions& options,
                          const std::string& examples) {
  options.threads = xgrad::num_threads();
  command.add_option("--batch", options.batch, examples + " of a step")
      ->check(whole(1, kLargestBatch));
  command
      .add_option("--epochs", options.epochs, "epochs, over which the learning rate decreases to 0")
      ->check(whole(1, kMostEpochs));
  command.add_option("--lr", options.lr, "initial learning rate")->check(positive());
  command.add_option("--weight-decay", options.weight_decay, "weight decay of AdamW")
      ->check(not_negative());
  command.add_option("--clip", options.clip, "largest norm of the gradient")->check(positive());
  command.add_option("--seed", options.seed, "seed of all random numbers")->check(seed());
  command.add_option("--threads", options.threads, "threads")->check(whole(1, kMostThreads));
}

void add_checkpoint_options(CLI::App& command, TrainingOptions& options) {
  command.add_option("--out", options.out, "checkpoint, written after every epoch");
  command.add_flag("--resume", options.resume,
                   "continue the training saved in --out, if there is one");
}

void apply(const TrainingOptions& options) {
  xgrad::set_num_threads(options.threads);
  xgrad::manual_seed(options.seed);
}

xgrad::Metadata settings_of(const TrainingOptions& options) {
  const auto number = [](auto value) { return fmt::format("{}", value); };
  return {{"batch", number(options.batch)}, {"epochs", number(options.epochs)},
          {"lr", number(options.lr)},       {"weight-decay", number(options.weight_decay)},
          {"clip", number(options.clip)},   {"seed", number(options.seed)}};
}

}  // namespace support
