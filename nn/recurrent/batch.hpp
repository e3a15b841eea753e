// A batch of sequences as packed rows, and its conversion back to the caller's layout. Internal.
#pragma once

#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>

#include <memory>

namespace xgrad::nn {

/// The sequences that a recurrent module processes, sorted by decreasing length.
class Batch {
 public:
  /// From a padded batch [time, batch, ...] whose sequences have been checked.
  Batch(const Tensor& input, const Sequences& sequences);
  /// From a packed batch; throws as `PackedSequence::check`.
  explicit Batch(PackedSequence packed);

  /// The packed rows of the input.
  const Tensor& rows() const { return packed_.data; }
  const std::shared_ptr<const Timeline>& timeline() const { return timeline_; }
  /// True where a sequence is reset before a step, in forward or backward time order; undefined
  /// when there are no resets.
  /// -> bool [rows]
  Array reset(bool backward) const;

  /// Pads packed rows like the input.   [rows, ...] -> [time, batch, ...]
  Tensor padded(const Tensor& rows) const;
  /// Returns packed rows as a packed batch.
  PackedSequence packed(Tensor rows) const;
  /// Reorders states [layers * directions, batch, size] from the caller's order to the sorted
  /// order; `in_callers_order` inverts it.
  Tensor in_order(const Tensor& state) const;
  Tensor in_callers_order(const Tensor& state) const;

 private:
  PackedSequence packed_;
  std::shared_ptr<const Timeline> timeline_;
  Array reset_;
  Index time_;  // time steps of the padded batch
  bool dense_;  // all sequences have all time steps
};

}  // namespace xgrad::nn
