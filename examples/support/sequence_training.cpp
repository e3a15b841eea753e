// The sampler, the optimizer, the schedule and the step of a training.
#include "support/sequence_training.hpp"

#include <xgrad/core/io/checksum.hpp>
#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <span>

namespace support {

using namespace xgrad;

namespace {

constexpr Index kPoolOfBatches = 20;

std::string checksum_of(const std::vector<Example>& examples) {
  io::Checksum checksum;
  for (const auto& [input, target] : examples) {
    for (const Tensor& sequence : {input, target}) {
      const auto values = sequence.to(float64).to_vector<double>();
      checksum.add(std::as_bytes(std::span(values)));
    }
  }
  return checksum.digits();
}

}  // namespace

int train(const nn::ModuleBase& model, const std::vector<Example>& examples,
          const TrainingOptions& options, const BatchLoss& loss_of,
          nn::training::TrainerOptions trainer_options, CheckpointParts parts) {
  using namespace nn::data;
  std::vector<Index> lengths;
  lengths.reserve(examples.size());
  for (const auto& [input, target] : examples) lengths.push_back(input.size(0));
  const BucketBatchSampler sampler(
      lengths, {.batch_size = options.batch, .pool_size = kPoolOfBatches * options.batch});
  DataLoader loader(examples, sampler, pad_collate());
  optim::AdamW optimizer(model.named_parameters(),
                         {.lr = options.lr, .weight_decay = options.weight_decay});
  optim::PolynomialLR scheduler(optimizer, {.total_iters = options.epochs});
  parts.emplace_back("optimizer", optimizer);
  parts.emplace_back("scheduler", scheduler);

  trainer_options.epochs = options.epochs;
  trainer_options.checkpoint = options.out;
  trainer_options.resume = options.resume;
  trainer_options.metadata.merge(settings_of(options));
  trainer_options.metadata.emplace("data", checksum_of(examples));
  trainer_options.progress.items_per_step = static_cast<double>(options.batch);
  trainer_options.after_epoch = [&] { scheduler.step(); };
  nn::training::Trainer trainer(model, parts, trainer_options);
  return trainer.run(loader, [&](const auto& batch) -> nn::training::Metrics {
    const auto& [input, target] = batch;
    const Tensor loss = loss_of(input, target);
    optimizer.zero_grad();
    loss.backward();
    const double norm =
        optim::clip_grad_norm_(model.parameters(), options.clip, {.error_if_nonfinite = true});
    optimizer.step();
    return {{"loss", loss}, {"gradient", norm}};
  });
}

}  // namespace support
