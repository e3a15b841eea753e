// Which rows of a packed batch belong to which time step, and which steps are done together.
// Internal.
#pragma once

#include <xgrad/core/shape.hpp>

#include <vector>

namespace xgrad::nn {

/// The time steps of a batch whose rows lie step by step, the longest sequence first in each.
///
/// Steps are taken in chunks, whose inputs are projected by one product, and in groups of chunks,
/// whose rows lie in one buffer, so that they are added to the gradient of a weight by one product.
/// Both are counted from time 0, whatever is kept. See Note [The memory budget].
class Timeline {
 public:
  /// `batch` sequences, of which `batch_sizes[t]` reach step t: falling numbers.
  Timeline(const std::vector<Index>& batch_sizes, Index batch);

  Index steps() const { return static_cast<Index>(rows_.size()) - 1; }
  /// All sequences, those without any step among them.
  Index batch() const { return batch_; }
  /// All rows.
  Index rows() const { return rows_.back(); }
  /// The first row of step t.
  Index row(Index t) const { return rows_[static_cast<std::size_t>(t)]; }
  /// The rows of step t, as many as sequences that reach it.
  Index size(Index t) const { return row(t + 1) - row(t); }

  Index chunks() const { return static_cast<Index>(chunks_.size()) - 1; }
  /// The first step of a chunk; of the last one and 1, the number of steps.
  Index chunk(Index number) const { return chunks_[static_cast<std::size_t>(number)]; }
  /// The chunk of step t.
  Index chunk_of(Index t) const;
  Index groups() const { return static_cast<Index>(groups_.size()) - 1; }
  /// The first step of a group; of the last one and 1, the number of steps.
  Index group(Index number) const { return groups_[static_cast<std::size_t>(number)]; }
  /// The group of step t.
  Index group_of(Index t) const;

 private:
  Index batch_;
  std::vector<Index> rows_, chunks_, groups_;
};

}  // namespace xgrad::nn
