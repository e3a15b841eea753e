// SequenceLayout: where the time steps of the sequences of a batch lie. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// The axes of a padded input before its features.
enum class SequenceAxes : std::uint8_t { time, time_batch, batch_time };

/// Where time step t of each sequence b lies in a buffer: at row start[b] + t * stride.
struct SequenceRows {
  std::vector<Index> start;
  Index stride = 1;

  /// In a padded batch of `time` steps.
  static SequenceRows of_padded(Index batch, Index time, bool batch_first);
};

/// The layout of a batch of sequences: their order, the rows of each time step, and the padding.
///
/// A scan processes rows: the time steps are adjacent, and within each step the sequences are
/// sorted by decreasing length, as in a PackedSequence.
class SequenceLayout {
 public:
  /// For sequences of the given lengths, or all of `time` steps, in a padded batch. They are sorted
  /// if the lengths are not sorted or contain 0.
  SequenceLayout(SequenceAxes axes, Index time, Index batch,
                 const std::vector<Index>& lengths = {});
  /// For the sequences of a packed batch and a padded batch of `time` steps.
  SequenceLayout(SequenceAxes axes, Index time, const std::vector<Index>& batch_sizes,
                 std::vector<Index> sorted_indices, std::vector<Index> unsorted_indices);

  Index steps() const { return static_cast<Index>(first_rows_.size()) - 1; }
  /// The number of sequences, including those without steps.
  Index batch() const { return batch_; }
  Index rows() const { return first_rows_.back(); }
  /// The first row of step t.
  Index row(Index t) const { return first_rows_[static_cast<std::size_t>(t)]; }
  /// The number of rows of step t, one per sequence that has the step.
  Index size(Index t) const { return row(t + 1) - row(t); }
  /// True if all sequences have all steps.
  bool is_dense() const { return rows() == steps() * batch_; }

  /// Index of each sequence in the caller's batch, longest first; empty when that is their order.
  const std::vector<Index>& sorted_indices() const { return sorted_; }
  /// The inverse permutation.
  const std::vector<Index>& unsorted_indices() const { return unsorted_; }
  std::vector<Index> batch_sizes() const;

  /// The rows of a padded batch, whose padding is not read; a view where possible.
  /// [axes..., ...] -> [rows, ...]
  Tensor to_rows(const Tensor& padded) const;
  /// The inverse of `to_rows`; a view where possible.   [rows, ...] -> [axes..., ...]
  Tensor to_padded(const Tensor& rows, double padding = 0) const;
  /// Reorders the states of the caller's sequences, and back.   [n, batch, size]
  Tensor sorted(const Tensor& states) const;
  Tensor unsorted(const Tensor& states) const;
  /// For each row, its index in another buffer.   -> int64 [rows]
  Tensor places(const SequenceRows& buffer) const;

 private:
  void set_rows(const std::vector<Index>& batch_sizes);
  Tensor places_in_padded() const;

  SequenceAxes axes_;
  Index time_, batch_;
  std::vector<Index> sorted_, unsorted_;
  std::vector<Index> first_rows_ = {0};
  bool gathered_;  // rows are gathered from the padded batch
};

}  // namespace xgrad::nn
