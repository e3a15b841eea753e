// Sums by halves: the rounding error grows with the logarithm of the number of terms, at most
// 2 ceil(log2 n) eps sum|x|.
#pragma once

#include <xgrad/core/kernels/lanes.hpp>

#include <algorithm>
#include <vector>

namespace xgrad::kernels {

/// Sum of `count` registers in a row.
template <class T>
xsimd::batch<T> pairwise_registers(const T* x, Index count) {
  using Lanes = RegisterLanes<T>;
  constexpr Index w = Lanes::kWidth;
  if (count == 8) {
    return ((Lanes::load(x) + Lanes::load(x + w)) +
            (Lanes::load(x + 2 * w) + Lanes::load(x + 3 * w))) +
           ((Lanes::load(x + 4 * w) + Lanes::load(x + 5 * w)) +
            (Lanes::load(x + 6 * w) + Lanes::load(x + 7 * w)));
  }
  if (count < 8) {
    xsimd::batch<T> sum(T{0});
    for (Index i = 0; i < count; ++i) sum += Lanes::load(x + i * w);
    return sum;
  }
  const Index half = (count / 2 + 7) / 8 * 8;
  return pairwise_registers(x, half) + pairwise_registers(x + half * w, count - half);
}

/// Sum of `count` neighbouring floats.
template <class T>
T pairwise_sum(const T* x, Index count) {
  constexpr Index w = RegisterLanes<T>::kWidth;
  const Index whole = count / w;
  T lanes[static_cast<std::size_t>(w)] = {};
  std::copy(x + whole * w, x + count, lanes);
  RegisterLanes<T>::store(lanes, pairwise_registers(x, whole) + RegisterLanes<T>::load(lanes));
  for (Index half = w / 2; half > 0; half /= 2) {
    for (Index i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// Sum of rows of `columns` neighbouring floats each, added one after the other: eight rows make a
/// block, and a block joins the sum of as many blocks before it, as in a binary counter.
template <class T>
class PairwiseRows {
 public:
  explicit PairwiseRows(Index columns) : columns_(columns) {}

  /// Takes the row in; it must stay alive until `finish`.
  void add(const T* row) {
    pending_[count_++] = row;
    if (count_ == kBlock) add_block();
  }

  /// Writes the sum of all rows, and starts anew.
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
  std::vector<T> levels_;
};

}  // namespace xgrad::kernels
