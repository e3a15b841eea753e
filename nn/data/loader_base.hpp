// LoaderBase: the batches of a sampler, fetched in the calling thread or ahead of it. Internal.
#pragma once

#include <xgrad/nn/data/prefetch.hpp>
#include <xgrad/nn/data/samplers/sampler.hpp>

namespace xgrad::nn::data {

/// Base of data loaders, for batches of any type. Its state is that of the sampler, at the batches
/// that the caller has taken.
class LoaderBase {
 public:
  /// The number of batches of the current epoch.
  Index size() { return sampler_->size(); }
  /// The number of batches of this epoch that have been taken.
  Index position() const { return sampler_->position(); }
  /// The number of epochs that have ended.
  Index epoch() const { return sampler_->epoch(); }
  /// Ends the epoch: the next batch is the first one of the next epoch.
  void end_epoch();

  /// The position and the sampler's generator as int64 tensors; see `Sampler::state_dict`. It is that
  /// of the batches that were taken, also with prefetching.
  StateDict state_dict() const { return sampler_->state_dict(); }
  /// Continues with exactly the next batch of the loader of the state. Throws ValueError, without
  /// changes, for a state that does not fit; see `Sampler::load_state_dict`.
  void load_state_dict(const StateDict& state);

 protected:
  using Fetch = std::function<AnyBatch(std::span<const Index>)>;

  /// Throws ValueError for a sampler of a larger dataset and a negative prefetch_factor.
  LoaderBase(std::unique_ptr<Sampler> sampler, Index dataset_size, Index prefetch_factor,
             Fetch fetch);
  LoaderBase(LoaderBase&&) noexcept;
  LoaderBase& operator=(LoaderBase&&) noexcept;
  ~LoaderBase();

  /// The next batch; null at the end of the epoch.
  AnyBatch next_batch();
  /// Starts a loop; see `Sampler::begin`.
  void start_loop();

 private:
  AnyBatch fetch(const std::shared_ptr<const Epoch>& epoch);

  std::unique_ptr<Sampler> sampler_;
  Index prefetch_factor_;
  Fetch fetch_;
  std::unique_ptr<Prefetcher> prefetcher_;
};

}  // namespace xgrad::nn::data
