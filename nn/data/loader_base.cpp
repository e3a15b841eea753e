// Fetches batches and follows the sampler.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/data_loader.hpp>

#include <system_error>
#include <utility>

namespace xgrad::nn::data {

LoaderBase::LoaderBase(std::unique_ptr<Sampler> sampler, Index dataset_size, Index prefetch_factor,
                       Fetch fetch)
    : sampler_(std::move(sampler)), prefetch_factor_(prefetch_factor), fetch_(std::move(fetch)) {
  if (sampler_->dataset_size() > dataset_size)
    throw ValueError(
        fmt::format("DataLoader: the sampler is for {} examples, but the dataset has {}",
                    sampler_->dataset_size(), dataset_size));
  if (prefetch_factor < 0)
    throw ValueError(
        fmt::format("DataLoader: prefetch_factor is {}, must not be negative", prefetch_factor),
        "0 fetches each batch when it is taken");
}

LoaderBase::LoaderBase(LoaderBase&&) noexcept = default;
LoaderBase& LoaderBase::operator=(LoaderBase&&) noexcept = default;
LoaderBase::~LoaderBase() = default;

void LoaderBase::end_epoch() {
  sampler_->end_epoch();
  prefetcher_.reset();
}

void LoaderBase::start_loop() {
  if (sampler_->start_loop()) prefetcher_.reset();
}

void LoaderBase::load_state_dict(const StateDict& state) {
  sampler_->load_state_dict(state);
  prefetcher_.reset();
}

AnyBatch LoaderBase::next_batch() {
  return with_out_of_memory([&]() -> AnyBatch {
    const auto epoch = sampler_->current();
    if (sampler_->position() == epoch->size()) {
      end_epoch();
      return {};
    }
    AnyBatch batch = fetch(epoch);
    sampler_->skip();
    return batch;
  });
}

std::unique_ptr<Sampler> make_sampler(Index dataset_size, const DataLoaderOptions& options) {
  if (options.shuffle)
    return std::make_unique<BatchSampler>(
        RandomSampler(dataset_size, {.generator = options.generator}), options.batch_size,
        options.drop_last);
  return std::make_unique<BatchSampler>(SequentialSampler(dataset_size), options.batch_size,
                                        options.drop_last);
}

AnyBatch LoaderBase::fetch(const std::shared_ptr<const Epoch>& epoch) {
  const Index position = sampler_->position();
  if (prefetcher_ && !prefetcher_->has_thread()) prefetcher_.reset();
  if (!prefetcher_ && prefetch_factor_ > 0) {
    try {
      prefetcher_ = std::make_unique<Prefetcher>(
          [epoch, fetch = fetch_](Index batch) { return fetch((*epoch)[batch]); }, position,
          epoch->size(), prefetch_factor_);
    } catch (const std::system_error&) {  // too many threads: the caller fetches this batch
    }
  }
  if (!prefetcher_) return fetch_((*epoch)[position]);
  try {
    return prefetcher_->next();
  } catch (...) {
    prefetcher_.reset();  // the next call fetches the batch once more, as without prefetching
    throw;
  }
}

}  // namespace xgrad::nn::data
