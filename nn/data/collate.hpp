// Collation: the examples of a batch become tensors.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>

#include <array>
#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace xgrad::nn::data {

/// Stacks tensors of equal shape along a new first axis.
/// [...] each -> [batch, ...]
/// Throws as `xgrad::stack`.
struct StackTensors {
  Tensor operator()(const std::vector<Tensor>& tensors) const;
};

/// Options of PadTensors.
struct PadCollateOptions {
  /// The batch is [batch, time, ...] rather than [time, batch, ...].
  bool batch_first = false;
  /// The value of the padding.
  double padding_value = 0;
};

/// Pads sequences to one batch with their lengths.
/// [length, ...] each -> [time, batch, ...]
/// Throws as `pad_sequence`.
struct PadTensors {
  PadCollateOptions options = {};
  PaddedSequence operator()(const std::vector<Tensor>& sequences) const;
};

/// Packs sequences of any order of lengths; results of layers are in the order of the batch.
/// [length, ...] each -> [sum of lengths, ...]
/// Throws as `pack_sequence`.
struct PackTensors {
  PackedSequence operator()(const std::vector<Tensor>& sequences) const;
};

/// Makes a batch of a list of examples. Tensors are joined by `rule`. Numbers become a vector
/// [batch]: bool, int64 or floating. Pairs, arrays and tuples become pairs, arrays and tuples of
/// batches.
template <class Rule>
struct Collate {
  Rule rule = {};

  auto operator()(const std::vector<Tensor>& tensors) const { return rule(tensors); }

  template <class T>
  requires std::is_arithmetic_v<T> Tensor operator()(const std::vector<T>& numbers) const {
    return from_vector(numbers);
  }

  template <class A, class B>
  auto operator()(const std::vector<std::pair<A, B>>& pairs) const {
    return std::pair{member<0>(pairs), member<1>(pairs)};
  }

  template <class T, std::size_t N>
  auto operator()(const std::vector<std::array<T, N>>& arrays) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::array{member<I>(arrays)...};
    }
    (std::make_index_sequence<N>());
  }

  template <class... T>
  auto operator()(const std::vector<std::tuple<T...>>& tuples) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple{member<I>(tuples)...};
    }
    (std::index_sequence_for<T...>());
  }

 private:
  // The batch of one member of all examples.
  template <std::size_t I, class Example>
  auto member(const std::vector<Example>& examples) const {
    std::vector<std::tuple_element_t<I, Example>> members;
    members.reserve(examples.size());
    for (const Example& example : examples) members.push_back(std::get<I>(example));
    return (*this)(members);
  }
};

/// Stacks tensors; the default of a DataLoader.
using DefaultCollate = Collate<StackTensors>;

/// Pads sequences: `DataLoader loader(sentences, sampler, pad_collate({.padding_value = -1}))`.
inline Collate<PadTensors> pad_collate(const PadCollateOptions& options = {}) {
  return {{options}};
}

/// Packs sequences.
inline Collate<PackTensors> pack_collate() {
  return {};
}

}  // namespace xgrad::nn::data
