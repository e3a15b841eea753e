// The division of time steps into chunks and groups, by the rows that fast products need.
#include <xgrad/nn/recurrent/scan/timeline.hpp>

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

Timeline::Timeline(const std::vector<Index>& batch_sizes, Index batch)
    : batch_(batch), rows_{0}, chunks_{0}, groups_{0} {
  rows_.reserve(batch_sizes.size() + 1);
  for (const Index size : batch_sizes) {
    // A chunk has at most as many rows as it needs, a group at least as many.
    const Index step = steps(), end = rows() + size;
    if (step > chunks_.back() && end - row(chunks_.back()) > kRowsOfChunk) {
      chunks_.push_back(step);
      if (rows() - row(groups_.back()) >= kRowsOfGroup) groups_.push_back(step);
    }
    rows_.push_back(end);
  }
  if (steps() == 0) return;
  chunks_.push_back(steps());
  groups_.push_back(steps());
}

Index Timeline::chunk_of(Index t) const {
  return part_of(chunks_, t);
}

Index Timeline::group_of(Index t) const {
  return part_of(groups_, t);
}

}  // namespace xgrad::nn
