// Datasets made from others: mapped, concatenated, subsets and random splits.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/core/numbers/scalar.hpp>
#include <xgrad/nn/data/dataset.hpp>

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace xgrad::nn::data {

/// A dataset whose examples are the results of a function. See `map`.
template <Dataset D, class Function>
class MappedDataset {
 public:
  MappedDataset(D dataset, Function function)
      : dataset_(std::move(dataset)), function_(std::move(function)) {}

  Index size() const { return static_cast<Index>(dataset_.size()); }
  auto operator[](Index index) const { return std::invoke(function_, example(dataset_, index)); }

 private:
  D dataset_;
  Function function_;
};

/// A function of the examples of D that changes none of its captures: not a lambda with `mutable`.
template <class Function, class D>
concept ConstantFunctionOf =
    std::invocable<const Function&, decltype(example(std::declval<const D&>(), Index{}))>;

/// Applies `function` to each example when it is read. A function that draws random numbers needs a
/// generator of its own if batches are to be the same with and without prefetching; as it changes none
/// of its captures, it captures `std::make_shared<Generator>(seed)`.
template <Dataset D, ConstantFunctionOf<D> Function>
MappedDataset<D, Function> map(D dataset, Function function) {
  return {std::move(dataset), std::move(function)};
}

/// Datasets of one type, one after the other. See `concat`.
template <Dataset D>
class ConcatDataset {
 public:
  explicit ConcatDataset(std::vector<D> datasets) : datasets_(std::move(datasets)) {}

  Index size() const {
    Index size = 0;
    for (const D& dataset : datasets_) size += static_cast<Index>(dataset.size());
    return size;
  }
  /// Throws IndexError.
  ExampleOf<D> operator[](Index index) const {
    check_example("concat", index, size());
    auto dataset = datasets_.begin();
    for (; index >= static_cast<Index>(dataset->size()); ++dataset)
      index -= static_cast<Index>(dataset->size());
    return example(*dataset, index);
  }

 private:
  std::vector<D> datasets_;
};

/// The examples of the first dataset, then those of the next ones.
template <Dataset D, std::same_as<D>... Others>
ConcatDataset<D> concat(const D& first, const Others&... others) {
  return ConcatDataset<D>({first, others...});
}

/// Throws IndexError unless all indices are in [0, size); implements `Subset`.
void check_subset(std::span<const Index> indices, Index size);

/// Examples of a dataset, selected by their indices; copies share the dataset.
template <Dataset D>
class Subset {
 public:
  /// Throws IndexError for an index out of range.
  Subset(std::shared_ptr<const D> dataset, std::vector<Index> indices)
      : dataset_(std::move(dataset)), indices_(std::move(indices)) {
    check_subset(indices_, static_cast<Index>(dataset_->size()));
  }

  Index size() const { return static_cast<Index>(indices_.size()); }
  const D& dataset() const { return *dataset_; }
  /// The indices of the examples in the whole dataset.
  const std::vector<Index>& indices() const { return indices_; }

  /// Throws IndexError.
  ExampleOf<D> operator[](Index index) const { return example(*dataset_, at(index)); }
  /// Throws IndexError.
  auto get_batch(std::span<const Index> indices) const requires BatchedDataset<D> {
    std::vector<Index> selected;
    selected.reserve(indices.size());
    for (const Index index : indices) selected.push_back(at(index));
    return dataset_->get_batch(selected);
  }

 private:
  Index at(Index index) const {
    check_example("subset", index, size());
    return indices_[static_cast<std::size_t>(index)];
  }

  std::shared_ptr<const D> dataset_;
  std::vector<Index> indices_;
};

/// The examples at `indices`. Throws IndexError for an index out of range.
template <Dataset D>
Subset<D> subset(D dataset, std::vector<Index> indices) {
  return {std::make_shared<const D>(std::move(dataset)), std::move(indices)};
}

/// The indices of a random split; implements `random_split`.
std::vector<std::vector<Index>> split_indices(Index size, std::span<const Scalar> lengths,
                                              Generator& generator);

/// Splits a dataset at random into parts of the given sizes, or fractions of its size:
///
///   const auto [training, validation] = random_split(dataset, {0.9, 0.1}, generator);
///
/// The splits of PyTorch 1.13 for equal seeds: fractions are rounded down, and what is left over goes
/// to the first parts, one example each. Throws ValueError unless the sizes add up to that of the
/// dataset, or the fractions to 1.
template <Dataset D, std::size_t N>
std::array<Subset<D>, N> random_split(D dataset, const Scalar (&lengths)[N],
                                      Generator& generator = default_generator()) {
  auto indices = split_indices(static_cast<Index>(dataset.size()), lengths, generator);
  const auto shared = std::make_shared<const D>(std::move(dataset));
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Subset<D>, N>{Subset<D>(shared, std::move(indices[I]))...};
  }
  (std::make_index_sequence<N>());
}

}  // namespace xgrad::nn::data
