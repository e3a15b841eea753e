// Orders of examples, drawn as PyTorch draws them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>
#include <xgrad/nn/data/samplers/index_samplers.hpp>

#include <algorithm>
#include <numeric>

namespace xgrad::nn::data {
namespace {

std::vector<Index> empty_list(Index size) {
  return std::vector<Index>(static_cast<std::size_t>(size));
}

}  // namespace

SequentialSampler::SequentialSampler(Index size) : Sampler("SequentialSampler", size, {}) {}

Epoch SequentialSampler::draw(Generator&) const {
  std::vector<Index> indices = empty_list(dataset_size());
  std::iota(indices.begin(), indices.end(), Index{0});
  return Epoch::of(std::move(indices));
}

RandomSampler::RandomSampler(Index size, const RandomSamplerOptions& options)
    : Sampler("RandomSampler", size, own_generator(options.generator)),
      replacement_(options.replacement),
      num_samples_(options.num_samples.value_or(size)) {
  if (num_samples_ < 0 || (num_samples_ > 0 && size == 0))
    throw ValueError(fmt::format("RandomSampler: num_samples is {} for {} examples, expected {}",
                                 num_samples_, size, size == 0 ? "0" : "at least 0"));
}

Epoch RandomSampler::draw(Generator& generator) const {
  const Index size = dataset_size();
  std::vector<Index> indices = empty_list(num_samples_);
  if (size == 0) return Epoch::of(std::move(indices));
  if (replacement_) {
    generator.fill_randint(indices.data(), num_samples_, 0, size);
    return Epoch::of(std::move(indices));
  }
  Index done = 0;
  for (; num_samples_ - done >= size; done += size)
    generator.fill_permutation(indices.data() + done, size);
  // PyTorch draws one more permutation, from which it takes what is missing, even if that is nothing.
  std::vector<Index> more = empty_list(size);
  generator.fill_permutation(more.data(), size);
  std::copy_n(more.begin(), num_samples_ - done, indices.begin() + done);
  return Epoch::of(std::move(indices));
}

WeightedRandomSampler::WeightedRandomSampler(const std::vector<double>& weights, Index num_samples,
                                             const WeightedRandomSamplerOptions& options)
    : Sampler("WeightedRandomSampler", static_cast<Index>(weights.size()),
              own_generator(options.generator)),
      weights_(from_vector(weights)),
      num_samples_(num_samples),
      replacement_(options.replacement) {
  Generator trial(0);
  draw(trial);  // throws what every epoch would
}

Epoch WeightedRandomSampler::draw(Generator& generator) const {
  return Epoch::of(multinomial(weights_, num_samples_, replacement_, generator).to_vector<Index>());
}

BatchSampler::BatchSampler(const std::shared_ptr<const Sampler>& sampler, Index batch_size,
                           bool drop_last)
    : Sampler("BatchSampler", sampler->dataset_size(), sampler->generator(),
              fmt::format("BatchSampler of {}", sampler->kind())),
      sampler_(sampler),
      batch_size_(batch_size),
      drop_last_(drop_last) {
  check_least(name(), "batch_size", batch_size);
}

Epoch BatchSampler::draw(Generator& generator) const {
  return Epoch::of(sampler_->draw(generator).indices, batch_size_, drop_last_);
}

}  // namespace xgrad::nn::data
