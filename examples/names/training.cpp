// The training loop.
#include "names/training.hpp"

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include "support/command_line.hpp"

namespace names {

using namespace xgrad;

void train(const NameClassifier& model, const Names& names, const Vocabulary& vocabulary,
           const support::TrainingOptions& options) {
  using namespace nn::data;
  const std::vector<Example> examples = encode(names, vocabulary);
  // Pools of 20 batches: names of similar length, in other batches in every epoch.
  const BucketBatchSampler sampler(lengths_of(examples),
                                   {.batch_size = options.batch, .pool_size = 20 * options.batch});
  DataLoader loader(examples, sampler, pad_collate());
  optim::AdamW optimizer(model.named_parameters(),
                         {.lr = options.lr, .weight_decay = options.weight_decay});
  optim::PolynomialLR scheduler(optimizer, {.total_iters = options.epochs});
  const Tensor weights = class_weights(names);

  model.train();
  for (Index epoch = 1; epoch <= options.epochs; ++epoch) {
    double total = 0;
    for (const auto& [input, label] : loader) {
      const Tensor logits = model(input.output, input.lengths);
      const Tensor loss = nn::cross_entropy(logits, label, {.weight = weights});
      optimizer.zero_grad();
      loss.backward();
      optim::clip_grad_norm_(model.parameters(), options.clip, {.error_if_nonfinite = true});
      optimizer.step();
      total += loss.item<double>();
    }
    support::print(fmt::format("epoch {:>3}/{}  loss {:.4f}  lr {:.5f}\n", epoch, options.epochs,
                               total / static_cast<double>(loader.size()), optimizer.lr()));
    std::fflush(stdout);
    scheduler.step();
  }
  model.eval();
}

}  // namespace names
