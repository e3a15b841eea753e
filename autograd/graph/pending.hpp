// The nodes that a backward pass has not run yet, with their accumulated gradients.
#pragma once

#include <xgrad/autograd/graph/accumulator.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

namespace xgrad {

/// Accumulated gradients ordered by node id. The newest nodes, which receive most gradients, are in
/// a short sorted list; the older ones are in a map. See Note [The engine].
class PendingGradients {
 public:
  bool empty() const { return size_ == 0 && older_.empty(); }
  /// The gradients of the node with this id; null if there are none.
  GradientAccumulator* find(std::uint64_t id) const;
  /// The gradients of a node, which are none at first.
  GradientAccumulator& of(const Ref<Node>& node);
  /// Removes and returns the gradients of the newest node; null if there are none.
  std::unique_ptr<GradientAccumulator> take_newest();

 private:
  static constexpr std::size_t kMost = 32;  // nodes in the list
  using Gradients = std::unique_ptr<GradientAccumulator>;
  using Older = std::map<std::uint64_t, Gradients, std::less<>,
                         PoolAllocator<std::pair<const std::uint64_t, Gradients>>>;

  // The number of nodes in the list that are not newer than `id`.
  std::size_t position_of(std::uint64_t id) const {
    std::size_t at = size_;
    while (at > 0 && ids_[at - 1] > id) --at;
    return at;
  }
  bool is_in_list(std::size_t at, std::uint64_t id) const { return at > 0 && ids_[at - 1] == id; }
  GradientAccumulator& insert(std::size_t at, const Ref<Node>& node);
  GradientAccumulator& insert_older(const Ref<Node>& node);
  void move_half_to_older();
  void move_half_from_older();

  std::size_t size_ = 0;
  std::array<std::uint64_t, kMost> ids_ = {};  // ascending, like the gradients beside them
  std::array<Gradients, kMost> newest_;
  Older older_;  // older than all nodes in the list
};

inline GradientAccumulator* PendingGradients::find(std::uint64_t id) const {
  const std::size_t at = position_of(id);
  if (is_in_list(at, id)) return newest_[at - 1].get();
  if (at > 0 || older_.empty()) return nullptr;
  const auto found = older_.find(id);
  return found == older_.end() ? nullptr : found->second.get();
}

inline GradientAccumulator& PendingGradients::of(const Ref<Node>& node) {
  const std::uint64_t id = node->id();
  const std::size_t at = position_of(id);
  if (is_in_list(at, id)) return *newest_[at - 1];
  if (at == 0 && !older_.empty() && id <= older_.rbegin()->first) return insert_older(node);
  if (size_ < kMost) return insert(at, node);
  move_half_to_older();
  return of(node);
}

inline std::unique_ptr<GradientAccumulator> PendingGradients::take_newest() {
  if (size_ == 0) move_half_from_older();
  return size_ == 0 ? nullptr : std::move(newest_[--size_]);
}

inline GradientAccumulator& PendingGradients::insert(std::size_t at, const Ref<Node>& node) {
  auto gradients = std::make_unique<GradientAccumulator>(node);
  for (std::size_t i = size_; i > at; --i) {
    ids_[i] = ids_[i - 1];
    newest_[i] = std::move(newest_[i - 1]);
  }
  ++size_;
  ids_[at] = node->id();
  newest_[at] = std::move(gradients);
  return *newest_[at];
}

inline GradientAccumulator& PendingGradients::insert_older(const Ref<Node>& node) {
  const auto next = older_.lower_bound(node->id());
  if (next->first == node->id()) return *next->second;
  return *older_.emplace_hint(next, node->id(), std::make_unique<GradientAccumulator>(node))
              ->second;
}

inline void PendingGradients::move_half_to_older() {
  constexpr std::size_t kMoved = kMost / 2;
  for (std::size_t i = 0; i < kMoved; ++i) {
    older_.try_emplace(older_.end(), ids_[i], std::move(newest_[i]));
  }
  std::copy(ids_.begin() + kMoved, ids_.end(), ids_.begin());
  std::move(newest_.begin() + kMoved, newest_.end(), newest_.begin());
  size_ -= kMoved;
}

inline void PendingGradients::move_half_from_older() {
  const std::size_t moved = std::min(older_.size(), kMost / 2);
  for (std::size_t i = moved; i-- > 0;) {
    const auto last = std::prev(older_.end());
    ids_[i] = last->first;
    newest_[i] = std::move(last->second);
    older_.erase(last);
  }
  size_ = moved;
}

}  // namespace xgrad
