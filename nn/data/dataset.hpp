// Dataset: examples by index.
#pragma once

#include <xgrad/core/shape.hpp>

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>

namespace xgrad::nn::data {

/// A number of examples, each found by its index; a `std::vector` of examples is a dataset.
template <class D>
concept Dataset = requires(const D& dataset, Index index) {
  { dataset.size() } -> std::convertible_to<Index>;
  dataset[index];
};

/// The example of a dataset at an index, which standard containers take as an unsigned number.
template <Dataset D>
decltype(auto) example(const D& dataset, Index index) {
  if constexpr (requires { typename D::size_type; }) {
    return dataset[static_cast<typename D::size_type>(index)];
  } else {
    return dataset[index];
  }
}

/// The type of an example.
template <Dataset D>
using ExampleOf = std::decay_t<decltype(example(std::declval<const D&>(), Index{}))>;

/// A dataset that returns a collated batch at once, by indices.
template <class D>
concept BatchedDataset = Dataset<D> && requires(const D& dataset, std::span<const Index> indices) {
  dataset.get_batch(indices);
};

/// Throws IndexError, naming `who`, unless 0 <= index < size.
void check_example(const char* who, Index index, Index size);

}  // namespace xgrad::nn::data
