// The time steps of a packed batch: their rows, chunks and groups. Internal.
#pragma once

#include <xgrad/core/shape.hpp>

#include <vector>

namespace xgrad::nn {

/// The time steps of a batch whose rows are stored step by step, longest sequence first.
///
/// Steps are grouped in chunks, whose inputs are projected by one product, and chunks in groups,
/// whose rows share a buffer, so that one product adds them to the gradient of a weight. Chunks and
/// groups are counted from time 0, independently of the activation budget.
/// See Note [The memory budget].
class Timeline {
 public:
  /// `batch` sequences, of which `batch_sizes[t]` have step t; batch_sizes must not increase.
  Timeline(const std::vector<Index>& batch_sizes, Index batch);

  Index steps() const { return static_cast<Index>(rows_.size()) - 1; }
  /// The number of sequences, including those without steps.
  Index batch() const { return batch_; }
  /// The number of rows.
  Index rows() const { return rows_.back(); }
  /// The first row of step t.
  Index row(Index t) const { return rows_[static_cast<std::size_t>(t)]; }
  /// The number of rows of step t, one per sequence that has the step.
  Index size(Index t) const { return row(t + 1) - row(t); }

  Index chunks() const { return static_cast<Index>(chunks_.size()) - 1; }
  /// The first step of a chunk; for the number of chunks, the number of steps.
  Index chunk(Index number) const { return chunks_[static_cast<std::size_t>(number)]; }
  /// The chunk that contains step t.
  Index chunk_of(Index t) const;
  Index groups() const { return static_cast<Index>(groups_.size()) - 1; }
  /// The first step of a group; for the number of groups, the number of steps.
  Index group(Index number) const { return groups_[static_cast<std::size_t>(number)]; }
  /// The group that contains step t.
  Index group_of(Index t) const;

 private:
  Index batch_;
  std::vector<Index> rows_, chunks_, groups_;
};

}  // namespace xgrad::nn
