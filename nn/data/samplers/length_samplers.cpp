// Batches of similar length: pools that are sorted, cut into batches and shuffled.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>
#include <xgrad/nn/data/samplers/length_samplers.hpp>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

namespace xgrad::nn::data {
namespace {

std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

void check_lengths(std::string_view sampler, const std::vector<Index>& lengths,
                   Index most = std::numeric_limits<Index>::max()) {
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] < 0)
      throw ValueError(
          fmt::format("{}: lengths[{}] is {}, must not be negative", sampler, i, lengths[i]));
    if (lengths[i] > most)
      throw ValueError(
          fmt::format("{}: lengths[{}] is {}, but max_tokens is {}", sampler, i, lengths[i], most),
          "cut the sequence, leave it out, or raise max_tokens");
  }
}

std::vector<Index> random_order(Index count, Generator& generator) {
  std::vector<Index> order(at(count));
  generator.fill_permutation(order.data(), count);
  return order;
}

// The examples of the dataset, in random order with a generator.
std::vector<Index> all_examples(const std::vector<Index>& lengths, Generator* generator) {
  const auto count = static_cast<Index>(lengths.size());
  if (generator) return random_order(count, *generator);
  std::vector<Index> order(lengths.size());
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

// Sorts pools of at least `pool_size` examples by length. Pools consist of whole batches of
// `batch_size`, except for the last one.
void sort_pools(std::vector<Index>& order, const std::vector<Index>& lengths, Index pool_size,
                Index batch_size) {
  const auto count = static_cast<Index>(order.size());
  const Index batches = pool_size / batch_size + (pool_size % batch_size > 0 ? 1 : 0);
  const Index pools = std::max<Index>(1, count / saturating_product(batches, batch_size));
  const auto boundary = [&](Index pool) {
    const Index examples = count / pools * pool + std::min(pool, count % pools);
    return order.begin() + (pool == pools ? count : examples / batch_size * batch_size);
  };
  for (Index pool = 0; pool < pools; ++pool)
    std::stable_sort(boundary(pool), boundary(pool + 1),
                     [&](Index a, Index b) { return lengths[at(a)] < lengths[at(b)]; });
}

Epoch shuffled(const Epoch& epoch, Generator& generator) {
  Epoch result;
  result.indices.reserve(epoch.indices.size());
  result.ends.reserve(epoch.ends.size());
  for (const Index batch : random_order(epoch.size(), generator)) {
    const auto indices = epoch[batch];
    result.indices.insert(result.indices.end(), indices.begin(), indices.end());
    result.ends.push_back(static_cast<Index>(result.indices.size()));
  }
  return result;
}

}  // namespace

BucketBatchSampler::BucketBatchSampler(std::vector<Index> lengths, const BucketOptions& options)
    : Sampler("BucketBatchSampler", static_cast<Index>(lengths.size()),
              own_generator(options.generator, options.shuffle)),
      lengths_(std::move(lengths)),
      batch_size_(options.batch_size),
      pool_size_(options.shuffle ? options.pool_size : kOnePool),
      shuffle_(options.shuffle),
      drop_last_(options.drop_last) {
  check_least(name(), "batch_size", batch_size_);
  check_least(name(), "pool_size", options.pool_size);
  check_lengths(name(), lengths_);
}

Epoch BucketBatchSampler::draw(Generator& generator) const {
  std::vector<Index> order = all_examples(lengths_, shuffle_ ? &generator : nullptr);
  if (drop_last_) order.resize(order.size() - order.size() % at(batch_size_));
  sort_pools(order, lengths_, pool_size_, batch_size_);
  const Epoch epoch = Epoch::of(std::move(order), batch_size_);
  return shuffle_ ? shuffled(epoch, generator) : epoch;
}

MaxTokensBatchSampler::MaxTokensBatchSampler(std::vector<Index> lengths,
                                             const MaxTokensOptions& options)
    : Sampler("MaxTokensBatchSampler", static_cast<Index>(lengths.size()),
              own_generator(options.generator, options.shuffle)),
      lengths_(std::move(lengths)),
      max_tokens_(options.max_tokens),
      pool_size_(options.shuffle ? options.pool_size : kOnePool),
      shuffle_(options.shuffle) {
  check_least(name(), "max_tokens", max_tokens_);
  check_least(name(), "pool_size", options.pool_size);
  check_lengths(name(), lengths_, max_tokens_);
}

Epoch MaxTokensBatchSampler::draw(Generator& generator) const {
  Epoch epoch{.indices = all_examples(lengths_, shuffle_ ? &generator : nullptr)};
  sort_pools(epoch.indices, lengths_, pool_size_, 1);
  const auto count = static_cast<Index>(epoch.indices.size());
  Index begin = 0, before = 0;
  for (Index i = 0; i < count; ++i) {
    // The longest of its batch so far; a sequence without time steps counts as one token.
    const Index length = std::max<Index>(1, lengths_[at(epoch.indices[at(i)])]);
    const bool starts_pool = length < before;
    if (i > begin && (starts_pool || saturating_product(length, i - begin + 1) > max_tokens_)) {
      epoch.ends.push_back(i);
      begin = i;
    }
    before = length;
  }
  if (count > 0) epoch.ends.push_back(count);
  return shuffle_ ? shuffled(epoch, generator) : epoch;
}

}  // namespace xgrad::nn::data
