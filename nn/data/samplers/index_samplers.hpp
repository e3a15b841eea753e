// Samplers of single examples, and their batches.
#pragma once

#include <xgrad/nn/data/samplers/sampler.hpp>

#include <concepts>
#include <utility>

namespace xgrad::nn::data {

/// Visits the examples in order, in batches of one.
class SequentialSampler : public Sampler {
 public:
  /// Throws ValueError for a negative size.
  explicit SequentialSampler(Index size);
  Epoch draw(Generator& generator) const override;
};

/// Options of RandomSampler.
struct RandomSamplerOptions {
  /// Draws each example independently of the others.
  bool replacement = false;
  /// The number of draws of an epoch, by default the size of the dataset.
  std::optional<Index> num_samples = {};
  /// By default one with a seed drawn from the default generator.
  std::optional<Generator> generator = {};
};

/// Visits the examples in random order, in batches of one: PyTorch 1.13's draws for equal seeds.
class RandomSampler : public Sampler {
 public:
  /// Throws ValueError for a negative size or number of draws, and for draws from nothing.
  explicit RandomSampler(Index size, const RandomSamplerOptions& options = {});
  Epoch draw(Generator& generator) const override;

 private:
  bool replacement_;
  Index num_samples_;
};

/// Options of WeightedRandomSampler.
struct WeightedRandomSamplerOptions {
  bool replacement = true;
  /// By default one with a seed drawn from the default generator.
  std::optional<Generator> generator = {};
};

/// Draws examples with probabilities proportional to their weights, in batches of one: PyTorch
/// 1.13's draws for equal seeds.
class WeightedRandomSampler : public Sampler {
 public:
  /// Throws as `multinomial`.
  WeightedRandomSampler(const std::vector<double>& weights, Index num_samples,
                        const WeightedRandomSamplerOptions& options = {});
  Epoch draw(Generator& generator) const override;

 private:
  Tensor weights_;
  Index num_samples_;
  bool replacement_;
};

/// Joins the indices of another sampler to batches of `batch_size`.
class BatchSampler : public Sampler {
 public:
  /// Throws ValueError unless the batch size is positive.
  template <std::derived_from<Sampler> S>
  BatchSampler(S sampler, Index batch_size, bool drop_last = false)
      : BatchSampler(std::make_shared<const S>(std::move(sampler)), batch_size, drop_last) {}
  BatchSampler(const std::shared_ptr<const Sampler>& sampler, Index batch_size, bool drop_last);
  Epoch draw(Generator& generator) const override;

 private:
  std::shared_ptr<const Sampler> sampler_;
  Index batch_size_;
  bool drop_last_;
};

}  // namespace xgrad::nn::data
