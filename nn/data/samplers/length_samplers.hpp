// Samplers of batches of sequences of similar length, which need little padding.
#pragma once

#include <xgrad/nn/data/samplers/sampler.hpp>

#include <limits>

namespace xgrad::nn::data {

/// A pool size that no dataset reaches.
inline constexpr Index kOnePool = std::numeric_limits<Index>::max();

/// Options of BucketBatchSampler.
struct BucketOptions {
  /// The number of sequences of a batch.
  Index batch_size = 32;
  /// Draws the members of pools, and the order of the batches, at random; otherwise the batches have
  /// increasing lengths.
  bool shuffle = true;
  /// Leaves out the sequences that would form a smaller batch: drawn at random with `shuffle`, else
  /// the last ones of the dataset.
  bool drop_last = false;
  /// The least number of sequences that are sorted by length together; by default all, which needs the
  /// least padding. Each pool has a batch of its longest sequences, and with it most of the padding, so
  /// smaller pools need more; but they vary the batches, which otherwise differ between epochs only in
  /// their order and in sequences of equal length.
  Index pool_size = kOnePool;
  /// By default one with a seed drawn from the default generator.
  std::optional<Generator> generator = {};
};

/// Batches of sequences of similar length: divides the sequences at random into pools, by default one,
/// sorts each pool by length, cuts it into batches, and shuffles the batches.
class BucketBatchSampler : public Sampler {
 public:
  /// `lengths` are those of all sequences of the dataset. Throws ValueError for a negative length, and
  /// unless batch size and pool size are positive.
  explicit BucketBatchSampler(std::vector<Index> lengths, const BucketOptions& options = {});
  Epoch draw(Generator& generator) const override;

 private:
  std::vector<Index> lengths_;
  Index batch_size_, pool_size_;
  bool shuffle_, drop_last_;
};

/// Options of MaxTokensBatchSampler.
struct MaxTokensOptions {
  /// The largest size of a padded batch: the length of its longest sequence times their number.
  Index max_tokens = 4096;
  /// As in BucketOptions.
  bool shuffle = true;
  Index pool_size = kOnePool;
  std::optional<Generator> generator = {};
};

/// Batches of sequences of similar length, as many as `max_tokens` allows for their length; formed
/// as those of BucketBatchSampler.
class MaxTokensBatchSampler : public Sampler {
 public:
  /// Throws ValueError for a length that is negative or above `max_tokens`, and unless `max_tokens` and
  /// pool size are positive.
  explicit MaxTokensBatchSampler(std::vector<Index> lengths, const MaxTokensOptions& options = {});
  Epoch draw(Generator& generator) const override;

 private:
  std::vector<Index> lengths_;
  Index max_tokens_, pool_size_;
  bool shuffle_;
};

}  // namespace xgrad::nn::data
