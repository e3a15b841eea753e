// Sequences of different lengths: packed without padding, padded, as lists, and masked.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <vector>

namespace xgrad::nn {

/// Sequences of different lengths without padding: rows by time step, the longest sequence first in
/// each.
struct PackedSequence {
  /// The rows: [sum of lengths, ...features], or int64 class indices [sum of lengths].
  Tensor data;
  /// How many sequences reach each time step; it never rises.
  std::vector<Index> batch_sizes = {};
  /// The caller's place in the batch of each sequence, longest first; empty where the caller's
  /// sequences are in that order and none is of length 0.
  std::vector<Index> sorted_indices = {};
  /// The inverse: the place in that order of each of the caller's sequences.
  std::vector<Index> unsorted_indices = {};

  /// Number of sequences, those of length 0 included.
  Index batch() const;
  /// Lengths in the caller's order.
  std::vector<Index> lengths() const;
  /// Throws ShapeError or ValueError, naming `op`, unless the members fit together.
  void check(std::string_view op) const;
};

/// How sequences are packed.
struct PackOptions {
  /// The input is [batch, time, ...] rather than [time, batch, ...].
  bool batch_first = false;
  /// Demand that the longest sequence comes first, and so on; otherwise they are sorted, those of
  /// equal length in their order.
  bool enforce_sorted = true;
};

/// How sequences are padded.
struct PadOptions {
  /// The result is [batch, time, ...] rather than [time, batch, ...].
  bool batch_first = false;
  /// What the places behind the end of a sequence hold.
  double padding_value = 0;
  /// Time steps of the result; those of the longest sequence where it is left out.
  std::optional<Index> total_length = {};
};

/// A batch with padding, and where it begins in each sequence.
struct PaddedSequence {
  Tensor output;
  std::vector<Index> lengths;
};

/// Takes the rows of a padded batch that lie within the lengths; the padding is not read, and its
/// gradient is 0. Other than in PyTorch a sequence may have length 0.
/// [time, batch, ...] -> [sum of lengths, ...]   Throws ShapeError unless there is one length per
/// sequence, ValueError for a length beyond the time axis or lengths out of order.
PackedSequence pack_padded_sequence(const Tensor& input, const std::vector<Index>& lengths,
                                    const PackOptions& options = {});

/// The inverse, the sequences in the caller's order.   [sum of lengths, ...] -> [time, batch, ...]
/// Throws ValueError when total_length is less than the longest sequence.
PaddedSequence pad_packed_sequence(const PackedSequence& packed, const PadOptions& options = {});

/// Packs a list of sequences.   [length, ...] each -> [sum of lengths, ...]
/// Throws ValueError for none or lengths out of order, ShapeError and DTypeError when they do not
/// match.
PackedSequence pack_sequence(const std::vector<Tensor>& sequences, bool enforce_sorted = true);

/// The inverse.   [sum of lengths, ...] -> [length, ...] each
std::vector<Tensor> unpack_sequence(const PackedSequence& packed);

/// One padded batch from a list of sequences.   [length, ...] each -> [time, batch, ...]
/// Throws like `pack_sequence`, and like `pad_packed_sequence`.
Tensor pad_sequence(const std::vector<Tensor>& sequences, const PadOptions& options = {});

/// The inverse.   [time, batch, ...] -> [length, ...] each   Throws like `pack_padded_sequence`.
std::vector<Tensor> unpad_sequence(const Tensor& padded, const std::vector<Index>& lengths,
                                   bool batch_first = false);

/// True where a sequence has a time step, false in the padding; `total_length` as in PadOptions.
/// -> bool [time, batch], or [batch, time]   Throws ValueError for a length that does not fit.
Tensor sequence_mask(const std::vector<Index>& lengths, std::optional<Index> total_length = {},
                     bool batch_first = false);

}  // namespace xgrad::nn
