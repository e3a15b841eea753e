// ScanPlan: the order in which a scan processes the time steps. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/layout.hpp>

#include <optional>
#include <vector>

namespace xgrad::nn {

/// The activation budget of a scan in bytes: how much it saves of the pre-activations and of the
/// states other than h, which is the output. See Note [The memory budget].
struct ActivationBudget {
  /// Bytes saved for the last steps of the scan; earlier steps are recomputed.
  Index saved;
  /// Maximal bytes of one recomputed segment.
  Index at_once;
};

/// A range of consecutive time steps that consists of whole groups.
struct Segment {
  Index begin, end;
  bool reverse;  ///< runs from the last step to the first
  bool saved;    ///< else it is recomputed in the backward pass

  Index size() const { return end - begin; }
  /// The step that runs as number `i`.
  Index step(Index i) const { return reverse ? end - 1 - i : begin + i; }
  Index last_step() const { return step(size() - 1); }
};

/// The division of time steps into chunks, whose inputs are projected by one product; groups of
/// chunks, whose rows share a buffer, so that one product adds them to the gradient of a weight; and
/// segments of groups, which are saved or recomputed as a whole. Chunks and groups are counted from
/// time 0, independently of the budget.
class ScanPlan {
 public:
  /// `row_bytes` is how much one row saves; without a budget, all rows are saved.
  ScanPlan(const SequenceLayout& layout, bool reverse,
           const std::optional<ActivationBudget>& budget, Index row_bytes);

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
  /// The segments in the order in which they run.
  const std::vector<Segment>& segments() const { return segments_; }

 private:
  void divide(const SequenceLayout& layout);
  Segment segment(Index first, Index last, bool reverse, bool saved) const;

  std::vector<Index> chunks_ = {0}, groups_ = {0};
  std::vector<Segment> segments_;
};

}  // namespace xgrad::nn
