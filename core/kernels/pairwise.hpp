// Pairwise summation: the rounding error grows with the logarithm of the number of terms, at most
// 2 ceil(log2 n) eps sum|x|.
#pragma once

#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <algorithm>

namespace xgrad::kernels {

/// Sum of the registers `term(lanes, i)` for the `count` elements i = first, first + kWidth, ...
template <class T, class Term>
xsimd::batch<T> pairwise_registers(const Term& term, Index first, Index count) {
  constexpr Index w = RegisterLanes<T>::kWidth;
  const auto at = [&](Index i) { return term(RegisterLanes<T>{}, first + i * w); };
  if (count == 8) {
    return ((at(0) + at(1)) + (at(2) + at(3))) + ((at(4) + at(5)) + (at(6) + at(7)));
  }
  if (count < 8) {
    xsimd::batch<T> sum(T{0});
    for (Index i = 0; i < count; ++i) sum += at(i);
    return sum;
  }
  const Index half = (count / 2 + 7) / 8 * 8;
  return pairwise_registers<T>(term, first, half) +
         pairwise_registers<T>(term, first + half * w, count - half);
}

/// Sum of the terms of elements 0 to count - 1; `term(lanes, i)` returns the terms from i on, as
/// many as the lanes hold.
template <class T, class Term>
T pairwise_sum_of(Index count, const Term& term) {
  constexpr Index w = RegisterLanes<T>::kWidth;
  const Index whole = count / w;
  T lanes[static_cast<std::size_t>(w)] = {};
  for (Index i = whole * w; i < count; ++i) lanes[i - whole * w] = term(SingleLane<T>{}, i);
  RegisterLanes<T>::store(lanes,
                          pairwise_registers<T>(term, 0, whole) + RegisterLanes<T>::load(lanes));
  for (Index half = w / 2; half > 0; half /= 2) {
    for (Index i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// Sum of `count` contiguous values.
template <class T>
T pairwise_sum(const T* x, Index count) {
  return pairwise_sum_of<T>(count, [x](auto lanes, Index i) { return lanes.load(x + i); });
}

/// Sum of rows of `columns` contiguous values, added one row at a time. Eight rows form a block; a
/// block is merged with the sum of as many previous blocks, as in a binary counter.
template <class T>
class PairwiseRows {
 public:
  explicit PairwiseRows(Index columns) : columns_(columns) {}

  /// Adds a row, which must stay valid until `finish`.
  void add(const T* row) {
    pending_[count_++] = row;
    if (count_ == kBlock) add_block();
  }

  /// Writes the sum of all rows and resets it to 0.
  void finish(T* sum) {
    for_lanes<T>(columns_, [&](auto lanes, Index i) {
      typename decltype(lanes)::Value total(T{0});
      for (Index row = 0; row < count_; ++row) total += lanes.load(pending_[row] + i);
      for (Index level = 0; blocks_ >> level != 0; ++level) {
        if ((blocks_ >> level & 1) != 0) total += lanes.load(sums(level) + i);
      }
      lanes.store(sum + i, total);
    });
    count_ = 0;
    blocks_ = 0;
  }

 private:
  static constexpr Index kBlock = 8;

  void add_block() {
    Index level = 0;
    while ((blocks_ >> level & 1) != 0) ++level;
    levels_.resize(std::max(levels_.size(), static_cast<std::size_t>((level + 1) * columns_)));
    const auto& row = pending_;
    for_lanes<T>(columns_, [&](auto lanes, Index i) {
      auto total = ((lanes.load(row[0] + i) + lanes.load(row[1] + i)) +
                    (lanes.load(row[2] + i) + lanes.load(row[3] + i))) +
                   ((lanes.load(row[4] + i) + lanes.load(row[5] + i)) +
                    (lanes.load(row[6] + i) + lanes.load(row[7] + i)));
      for (Index below = 0; below < level; ++below) total += lanes.load(sums(below) + i);
      lanes.store(sums(level) + i, total);
    });
    ++blocks_;
    count_ = 0;
  }

  // Sum of kBlock * 2^level rows; valid when that bit of blocks_ is set.
  T* sums(Index level) { return levels_.data() + level * columns_; }

  Index columns_;
  Index count_ = 0;
  Index blocks_ = 0;
  const T* pending_[kBlock] = {};
  PoolVector<T> levels_;
};

}  // namespace xgrad::kernels
