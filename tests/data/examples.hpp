// Examples and epochs of data loaders, as values that tests can compare.
#pragma once

#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include "support/tensors.hpp"
#include <vector>

namespace test {

using Batches = std::vector<std::vector<Index>>;

/// The remaining batches of the epoch.
template <class Sampler>
Batches rest_of(Sampler& sampler) {
  Batches batches;
  for (auto& batch : sampler) batches.push_back(batch);
  return batches;
}

/// The remaining indices of the epoch.
template <class Sampler>
std::vector<Index> indices_of(Sampler& sampler) {
  std::vector<Index> all;
  for (const auto& batch : sampler) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}

/// A dataset of the int64 numbers 0, 1, ... size - 1.
inline xgrad::nn::data::TensorDataset<1> numbers(Index size) {
  return xgrad::nn::data::TensorDataset(Tensor(iota<Index>({size})));
}

/// The remaining batches of a loader of `numbers`.
template <class Loader>
Batches numbers_of(Loader& loader) {
  Batches batches;
  for (const auto& [batch] : loader) batches.push_back(values<Index>(batch));
  return batches;
}

/// 0, 1, ... size - 1.
inline std::vector<Index> range(Index size) {
  return values<Index>(iota<Index>({size}));
}

}  // namespace test
