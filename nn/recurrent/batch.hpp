// A batch of sequences as rows by time step, and its return to the caller's layout. Internal.
#pragma once

#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>

#include <memory>

namespace xgrad::nn {

/// The sequences that a recurrent module runs over, the longest first.
class Batch {
 public:
  /// Of a padded batch [time, batch, ...], whose sequences have been checked.
  Batch(const Tensor& input, const Sequences& sequences);
  /// Of a packed one; throws like its `check`.
  explicit Batch(PackedSequence packed);

  /// The rows of the input.
  const Tensor& rows() const { return packed_.data; }
  const std::shared_ptr<const Timeline>& timeline() const { return timeline_; }
  /// Where sequences are reset before a step that is done forward, or backward, in time; undefined
  /// for nowhere.   bool [rows]
  Array reset(bool backward) const;

  /// Such rows, padded as the input was.   [rows, ...] -> [time, batch, ...]
  Tensor padded(const Tensor& rows) const;
  /// Such rows as a packed batch.
  PackedSequence packed(Tensor rows) const;
  /// States [rows of layers, batch, size] in the order in which the sequences run, and back.
  Tensor in_order(const Tensor& state) const;
  Tensor in_callers_order(const Tensor& state) const;

 private:
  PackedSequence packed_;
  std::shared_ptr<const Timeline> timeline_;
  Array reset_;
  Index time_;  // steps of the padded batch
  bool dense_;  // all sequences have all steps
};

}  // namespace xgrad::nn
