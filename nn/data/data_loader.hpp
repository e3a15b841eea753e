// DataLoader: batches of a dataset, epoch after epoch.
#pragma once

#include <xgrad/nn/data/collate.hpp>
#include <xgrad/nn/data/dataset.hpp>
#include <xgrad/nn/data/loader_base.hpp>
#include <xgrad/nn/data/samplers/index_samplers.hpp>

namespace xgrad::nn::data {

/// Options of a DataLoader that makes its own sampler.
struct DataLoaderOptions {
  Index batch_size = 1;
  /// Visits the examples in random order: that of RandomSampler. PyTorch's DataLoader draws a seed for
  /// its workers before.
  bool shuffle = false;
  /// Leaves out a last batch that is smaller than the others.
  bool drop_last = false;
  /// Of the random order; by default one with a seed drawn from the default generator.
  std::optional<Generator> generator = {};
  /// The number of batches that a thread fetches ahead; 0 fetches each batch when it is taken. Batches
  /// and their order are the same. The thread calls dataset and collate, one call at a time,
  /// with the grad mode in which the first batch of the loop is taken.
  Index prefetch_factor = 0;
};

/// The sampler that these options describe; implements DataLoader.
std::unique_ptr<Sampler> make_sampler(Index dataset_size, const DataLoaderOptions& options);

/// Joins a dataset, a sampler and a collate function:
///
///   DataLoader loader(TensorDataset(inputs, targets), {.batch_size = 32, .shuffle = true});
///   for (const auto& [input, target] : loader) { ... }
///
/// Each loop is an epoch, also after a loop that was left by `break`. Only an epoch that `next` or
/// `load_state_dict` began is continued by a loop; `next` always continues. An exception of dataset or
/// collate reaches the caller; the next call of `next` fetches the same batch again.
template <Dataset D, class CollateFunction = DefaultCollate>
class DataLoader : public LoaderBase {
  struct Parts;

 public:
  /// Throws ValueError unless the batch size is positive and `prefetch_factor` is not negative.
  explicit DataLoader(D dataset, const DataLoaderOptions& options = {},
                      CollateFunction collate = {})
      : DataLoader(std::make_shared<const Parts>(Parts{std::move(dataset), std::move(collate)}),
                   options) {}
  /// With batches of a sampler. Throws ValueError for a sampler of a larger dataset.
  template <std::derived_from<Sampler> S>
  DataLoader(D dataset, S sampler, CollateFunction collate = {}, Index prefetch_factor = 0)
      : DataLoader(std::make_shared<const Parts>(Parts{std::move(dataset), std::move(collate)}),
                   std::make_unique<S>(std::move(sampler)), prefetch_factor) {}

  /// The type of a batch.
  using Batch = decltype(std::declval<const Parts&>().batch(std::span<const Index>()));

  /// The next batch; nothing at the end of the epoch, after which the next one begins.
  std::optional<Batch> next() {
    const AnyBatch batch = next_batch();
    return batch ? std::optional<Batch>(std::move(*static_cast<Batch*>(batch.get())))
                 : std::nullopt;
  }
  /// Range-for over an epoch, or over the rest of one that `next` or `load_state_dict` began.
  EpochIterator<DataLoader> begin() {
    start_loop();
    return EpochIterator<DataLoader>(*this);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  // What the loader and its thread share.
  struct Parts {
    D dataset;
    CollateFunction collate;

    auto batch(std::span<const Index> indices) const {
      if constexpr (BatchedDataset<D> && std::same_as<CollateFunction, DefaultCollate>) {
        return dataset.get_batch(indices);
      } else {
        std::vector<ExampleOf<D>> examples;
        examples.reserve(indices.size());
        for (const Index index : indices) examples.push_back(example(dataset, index));
        return collate(examples);
      }
    }
  };

  DataLoader(const std::shared_ptr<const Parts>& parts, const DataLoaderOptions& options)
      : DataLoader(parts, make_sampler(static_cast<Index>(parts->dataset.size()), options),
                   options.prefetch_factor) {}
  DataLoader(const std::shared_ptr<const Parts>& parts, std::unique_ptr<Sampler> sampler,
             Index prefetch_factor)
      : LoaderBase(std::move(sampler), static_cast<Index>(parts->dataset.size()), prefetch_factor,
                   [parts](std::span<const Index> indices) -> AnyBatch {
                     return std::make_shared<Batch>(parts->batch(indices));
                   }) {}
};

}  // namespace xgrad::nn::data
