// Chunks and groups have the rows that fast products need; segments fit the budget.
#include <xgrad/nn/recurrent/scan/plan.hpp>

#include <algorithm>

namespace xgrad::nn {
namespace {

constexpr Index kRowsOfChunk = 96;   // enough for a product at full speed
constexpr Index kRowsOfGroup = 256;  // likewise where rows are the inner size

// The last part that starts at or before step t.
Index part_of(const std::vector<Index>& begins, Index t) {
  return std::upper_bound(begins.begin(), begins.end(), t) - begins.begin() - 1;
}

}  // namespace

ScanPlan::ScanPlan(const SequenceLayout& layout, bool reverse,
                   const std::optional<ActivationBudget>& budget, Index row_bytes) {
  divide(layout);
  // The last groups that fit the budget are saved; those before are divided into recomputed
  // segments. Groups are numbered in the order in which they run.
  const auto bytes = [&](Index first, Index last) {
    const Segment range = segment(first, last, reverse, false);
    return (layout.row(range.end) - layout.row(range.begin)) * row_bytes;
  };
  Index saved = budget ? groups() : 0;
  while (saved > 0 && bytes(saved - 1, groups() - 1) <= budget->saved) --saved;
  for (Index first = 0, last = 0; first < saved; first = last + 1) {
    last = first;
    while (last + 1 < saved && bytes(first, last + 1) <= budget->at_once) ++last;
    segments_.push_back(segment(first, last, reverse, false));
  }
  if (saved < groups()) segments_.push_back(segment(saved, groups() - 1, reverse, true));
}

// A chunk has at most as many rows as it needs, a group at least as many.
void ScanPlan::divide(const SequenceLayout& layout) {
  for (Index t = 1; t < layout.steps(); ++t) {
    if (layout.row(t + 1) - layout.row(chunks_.back()) <= kRowsOfChunk) continue;
    chunks_.push_back(t);
    if (layout.row(t) - layout.row(groups_.back()) >= kRowsOfGroup) groups_.push_back(t);
  }
  if (layout.steps() == 0) return;
  chunks_.push_back(layout.steps());
  groups_.push_back(layout.steps());
}

// The groups that run as numbers `first` to `last`.
Segment ScanPlan::segment(Index first, Index last, bool reverse, bool saved) const {
  if (reverse) return {group(groups() - 1 - last), group(groups() - first), reverse, saved};
  return {group(first), group(last + 1), reverse, saved};
}

Index ScanPlan::chunk_of(Index t) const {
  return part_of(chunks_, t);
}

Index ScanPlan::group_of(Index t) const {
  return part_of(groups_, t);
}

}  // namespace xgrad::nn
