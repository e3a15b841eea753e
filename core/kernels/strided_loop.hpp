// Iterates over several strided arrays of one shape together, one innermost run at a time.
#pragma once

#include <xgrad/core/shape.hpp>

#include <array>
#include <cstddef>

namespace xgrad::kernels {

/// The common axes of `Count` arrays of one shape: axes of size 1 are removed, and adjacent axes
/// are merged if all arrays allow it, which makes innermost runs as long as possible.
template <std::size_t Count>
class StridedLoop {
 public:
  using Offsets = std::array<Index, Count>;

  StridedLoop(const Shape& shape, const std::array<Strides, Count>& strides) {
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == 1) continue;
      if (shape_.empty() || !merges(strides, axis, shape[axis])) {
        shape_.push_back(shape[axis]);
        for (std::size_t i = 0; i < Count; ++i) strides_[i].push_back(strides[i][axis]);
      } else {
        shape_.back() *= shape[axis];
        for (std::size_t i = 0; i < Count; ++i) strides_[i].back() = strides[i][axis];
      }
    }
    if (shape_.empty()) {
      shape_.push_back(1);
      for (Strides& s : strides_) s.push_back(1);
    }
  }

  /// The sizes of the merged axes; at least one axis.
  const Shape& shape() const { return shape_; }
  const Strides& strides(std::size_t array) const { return strides_[array]; }
  /// Length of an innermost run, and the distance of its elements in each array.
  Index run_length() const { return shape_.back(); }
  Offsets steps() const {
    Offsets steps;
    for (std::size_t i = 0; i < Count; ++i) steps[i] = strides_[i].back();
    return steps;
  }

  /// Calls `run(offsets)` for every innermost run in row-major order, with the offsets of its first
  /// elements.
  template <class Run>
  void for_each_run(Run&& run) const {
    const std::size_t outer = shape_.size() - 1;
    for (const Index size : shape_) {
      if (size == 0) return;
    }
    Index position[kMaxRank] = {};
    Offsets offsets = {};
    while (true) {
      run(offsets);
      std::size_t axis = outer;
      while (axis-- > 0) {
        for (std::size_t i = 0; i < Count; ++i) offsets[i] += strides_[i][axis];
        if (++position[axis] < shape_[axis]) break;
        for (std::size_t i = 0; i < Count; ++i) offsets[i] -= strides_[i][axis] * shape_[axis];
        position[axis] = 0;
      }
      if (axis == static_cast<std::size_t>(-1)) return;
    }
  }

 private:
  bool merges(const std::array<Strides, Count>& strides, std::size_t axis, Index size) const {
    for (std::size_t i = 0; i < Count; ++i) {
      if (strides_[i].back() != strides[i][axis] * size) return false;
    }
    return true;
  }

  Shape shape_;
  std::array<Strides, Count> strides_;
};

}  // namespace xgrad::kernels
