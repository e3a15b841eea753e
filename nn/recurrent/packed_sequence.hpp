// Sequences of different lengths: packed, padded, as lists, and as masks.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <vector>

namespace xgrad::nn {

/// Sequences of different lengths without padding: the rows of each time step are contiguous,
/// sorted by decreasing length of their sequences.
struct PackedSequence {
  /// The rows: [sum of lengths, ...features], or int64 class indices [sum of lengths].
  Tensor data;
  /// The number of sequences that have each time step; never increases.
  std::vector<Index> batch_sizes = {};
  /// For each sequence, longest first, its index in the caller's batch; empty when the caller's
  /// sequences are already sorted and none has length 0.
  std::vector<Index> sorted_indices = {};
  /// The inverse permutation: for each of the caller's sequences its index in the sorted order.
  std::vector<Index> unsorted_indices = {};

  /// The number of sequences, including those of length 0.
  Index batch() const;
  /// The lengths in the caller's order.
  std::vector<Index> lengths() const;
  /// Throws ShapeError or ValueError, naming `op`, unless the members are consistent.
  void check(std::string_view op) const;
};

/// Options of packing.
struct PackOptions {
  /// The input is [batch, time, ...] rather than [time, batch, ...].
  bool batch_first = false;
  /// Requires that the sequences are sorted by decreasing length. If false, they are sorted;
  /// sequences of equal length stay in order.
  bool enforce_sorted = true;
};

/// Options of padding.
struct PadOptions {
  /// The result is [batch, time, ...] rather than [time, batch, ...].
  bool batch_first = false;
  /// The value of the padding.
  double padding_value = 0;
  /// Time steps of the result; by default the length of the longest sequence.
  std::optional<Index> total_length = {};
};

/// A padded batch and the lengths of its sequences.
struct PaddedSequence {
  Tensor output;
  std::vector<Index> lengths;
};

/// Packs a padded batch. The padding is not read, and its gradient is 0. Unlike in PyTorch, a
/// sequence may have length 0.
/// [time, batch, ...] -> [sum of lengths, ...]
/// Throws ShapeError unless there is one length per sequence, ValueError for a length beyond the
/// time axis or lengths that are not sorted.
PackedSequence pack_padded_sequence(const Tensor& input, const std::vector<Index>& lengths,
                                    const PackOptions& options = {});

/// Pads a packed batch, in the caller's order; the inverse of `pack_padded_sequence`.
/// [sum of lengths, ...] -> [time, batch, ...]
/// Throws ValueError when total_length is less than the longest sequence.
PaddedSequence pad_packed_sequence(const PackedSequence& packed, const PadOptions& options = {});

/// Packs a list of sequences.
/// [length, ...] each -> [sum of lengths, ...]
/// Throws ValueError for an empty list or lengths that are not sorted, ShapeError and DTypeError
/// when the sequences do not match.
PackedSequence pack_sequence(const std::vector<Tensor>& sequences, bool enforce_sorted = true);

/// Splits a packed batch into a list of sequences; the inverse of `pack_sequence`.
/// [sum of lengths, ...] -> [length, ...] each
std::vector<Tensor> unpack_sequence(const PackedSequence& packed);

/// Pads a list of sequences to one batch.
/// [length, ...] each -> [time, batch, ...]
/// Throws as `pack_sequence` and `pad_packed_sequence`.
Tensor pad_sequence(const std::vector<Tensor>& sequences, const PadOptions& options = {});

/// Splits a padded batch into a list of sequences; the inverse of `pad_sequence`.
/// [time, batch, ...] -> [length, ...] each
/// Throws as `pack_padded_sequence`.
std::vector<Tensor> unpad_sequence(const Tensor& padded, const std::vector<Index>& lengths,
                                   bool batch_first = false);

/// True for the time steps of a sequence, false for the padding; `total_length` as in PadOptions.
/// -> bool [time, batch], or [batch, time]
/// Throws ValueError for an invalid length.
Tensor sequence_mask(const std::vector<Index>& lengths, std::optional<Index> total_length = {},
                     bool batch_first = false);

}  // namespace xgrad::nn
