// Detection of overlapping strided views, from their strides where possible.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace xgrad {
namespace {

struct Axis {
  Index stride, size;
};

// For axes with interleaved strides: marks the elements of the buffer one by one.
bool any_marked_twice(const Array& x, const Extent& extent) {
  const Index span = extent.last - extent.first + 1;
  if (x.numel() > span) return true;
  PoolVector<bool> marked(static_cast<std::size_t>(span));
  Dims position = Dims::filled(x.rank(), 0);
  Index at = x.offset() - extent.first;
  for (Index count = x.numel(); count > 0; --count) {
    if (marked[static_cast<std::size_t>(at)]) return true;
    marked[static_cast<std::size_t>(at)] = true;
    for (std::size_t axis = x.rank(); axis-- > 0;) {
      at += x.strides()[axis];
      if (++position[axis] < x.shape()[axis]) break;
      at -= position[axis] * x.strides()[axis];
      position[axis] = 0;
    }
  }
  return false;
}

}  // namespace

Extent extent_of(const Array& x) {
  if (x.numel() == 0) return {};
  Extent extent = {x.offset(), x.offset()};
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (x.shape()[axis] == 1) continue;
    const Index length = (x.shape()[axis] - 1) * x.strides()[axis];
    (length < 0 ? extent.first : extent.last) += length;
  }
  return extent;
}

bool has_coinciding_elements(const Array& x) {
  if (x.is_contiguous()) return false;
  std::array<Axis, kMaxRank> axes = {};  // by increasing stride
  std::size_t count = 0;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (x.shape()[axis] == 1) continue;
    if (x.strides()[axis] == 0) return true;
    const Index stride = std::abs(x.strides()[axis]);
    std::size_t at = count++;
    for (; at > 0 && axes[at - 1].stride > stride; --at) axes[at] = axes[at - 1];
    axes[at] = {stride, x.shape()[axis]};
  }
  Index reach = 0;  // from the first to the last element along the axes so far
  for (std::size_t i = 0; i < count; ++i) {
    if (axes[i].stride <= reach) return any_marked_twice(x, extent_of(x));
    reach += (axes[i].size - 1) * axes[i].stride;
  }
  return false;
}

bool is_same_view(const Array& a, const Array& b) {
  return a.shares_buffer(b) && a.offset() == b.offset() && a.shape() == b.shape() &&
         a.strides() == b.strides();
}

bool may_overlap(const Array& a, const Array& b) {
  if (!a.shares_buffer(b)) return false;
  const Extent x = extent_of(a), y = extent_of(b);
  return std::max(x.first, y.first) <= std::min(x.last, y.last);
}

void check_distinct_elements(std::string_view op, const Array& target) {
  if (!has_coinciding_elements(target)) return;
  throw ValueError(
      fmt::format("{}: cannot write into {} {}: several of its elements share one place in memory",
                  op, target.dtype(), target.shape()),
      "write into the tensor that was expanded, or into a copy, zeros_like(x) + x");
}

}  // namespace xgrad
