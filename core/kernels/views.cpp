// Views, computed from shapes and strides.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace xgrad::kernels {
namespace {

// The axis that a view removes or slices, which must exist: a scalar has none.
std::size_t existing_axis(std::string_view op, Index axis, const Shape& shape) {
  if (shape.empty()) {
    throw IndexError(fmt::format("{}: a scalar (shape []) has no axis {}", op, axis));
  }
  return normalize_axis(op, axis, shape);
}

// Computes the `strides` of a view of `x` with `shape`; returns false if there is no such view.
// Both shapes have equal numbers of elements. Runs of contiguous axes of `x` are divided among the
// new axes.
bool view_strides(const Array& x, const Shape& shape, Strides& strides) {
  strides = contiguous_strides(shape);
  if (x.is_contiguous()) return true;
  std::size_t next = shape.size();  // new axes from here on are done
  for (std::size_t axis = x.rank(); axis > 0;) {
    --axis;
    if (x.shape()[axis] == 1) continue;
    Index run = x.shape()[axis];
    const Index step = x.strides()[axis];
    while (axis > 0 && (x.shape()[axis - 1] == 1 || x.strides()[axis - 1] == run * step)) {
      run *= x.shape()[--axis];
    }
    Index covered = 1;
    while (next > 0 && (covered < run || shape[next - 1] == 1)) {
      --next;
      strides[next] = covered * step;
      covered *= shape[next];
    }
    if (covered != run) return false;
  }
  return true;
}

}  // namespace

Shape reshaped(const Shape& shape, const Shape& requested) {
  const Index count = numel(shape);
  Shape result = requested;
  Index* unknown = nullptr;
  Shape sizes;  // sizes other than -1
  for (Index& size : result) {
    if (size == -1 && unknown == nullptr) {
      unknown = &size;
    } else if (size < 0) {
      throw ShapeError(fmt::format("reshape: requested {} from {}", requested, shape),
                       "sizes are not negative, but for one -1 that stands for the rest");
    } else {
      sizes.push_back(size);
    }
  }
  const Index known = checked_numel("reshape", sizes);
  if (unknown == nullptr) {
    if (known != count) {
      throw ShapeError(fmt::format("reshape: {} has {} elements, requested {} needs {}", shape,
                                   count, requested, known));
    }
    return result;
  }
  if (known == 0 || count % known != 0) {
    throw ShapeError(
        fmt::format("reshape: {} has {} elements, requested {} leaves no whole size for its -1",
                    shape, count, requested));
  }
  *unknown = count / known;
  return result;
}

Array reshape(const Array& x, const Shape& shape) {
  const Shape result = reshaped(x.shape(), shape);
  Strides strides;
  if (view_strides(x, result, strides)) return x.view(result, strides, x.offset());
  return copy(x).view(result, contiguous_strides(result), 0);
}

Array permute(const Array& x, const Axes& axes) {
  Shape shape;
  Strides strides;
  unsigned seen = 0;
  for (const Index axis : axes) {
    const std::size_t source = existing_axis("permute", axis, x.shape());
    seen |= 1u << source;
    shape.push_back(x.shape()[source]);
    strides.push_back(x.strides()[source]);
  }
  if (axes.size() != x.rank() || seen + 1 != 1u << x.rank()) {
    throw ShapeError(
        fmt::format("permute: axes {} do not name each axis of {} once", axes, x.shape()));
  }
  return x.view(shape, strides, x.offset());
}

Array transpose(const Array& x, Index a, Index b) {
  const std::size_t first = normalize_axis("transpose", a, x.shape());
  const std::size_t second = normalize_axis("transpose", b, x.shape());
  Shape shape = x.shape();
  Strides strides = x.strides();
  std::swap(shape[first], shape[second]);
  std::swap(strides[first], strides[second]);
  return x.view(shape, strides, x.offset());
}

Array slice(const Array& x, Index axis, Index begin, Index end, Index step) {
  const std::size_t at = existing_axis("slice", axis, x.shape());
  if (step == 0) throw ValueError("slice: step is 0");
  const Index size = x.shape()[at];
  // The range of start and stop positions: 0 to size, or size - 1 to -1 for negative steps.
  const Index lowest = step > 0 ? 0 : -1;
  const auto clip = [&](Index position) {
    return std::clamp<Index>(position < 0 ? position + size : position, lowest, size + lowest);
  };
  const Index first = clip(begin);
  const Index distance = step > 0 ? clip(end) - first : first - clip(end);
  Shape shape = x.shape();
  Strides strides = x.strides();
  shape[at] = distance > 0 ? std::abs((distance - 1) / step) + 1 : 0;
  if (shape[at] > 1) strides[at] *= step;  // else it has no effect
  return x.view(shape, strides, x.offset() + (shape[at] > 0 ? first * x.strides()[at] : 0));
}

Array narrow(const Array& x, Index axis, Index start, Index length) {
  const std::size_t at = existing_axis("narrow", axis, x.shape());
  const Index size = x.shape()[at];
  const Index first = start < 0 ? start + size : start;
  if (length < 0 || first < 0 || first > size || length > size - first) {
    throw IndexError(fmt::format("narrow: {} elements from {} do not lie inside axis {} of {}",
                                 length, start, at, x.shape()));
  }
  Shape shape = x.shape();
  shape[at] = length;
  return x.view(shape, x.strides(), x.offset() + (length > 0 ? first * x.strides()[at] : 0));
}

Array select(const Array& x, Index axis, Index index) {
  const std::size_t at = existing_axis("select", axis, x.shape());
  const Index size = x.shape()[at];
  if (index < -size || index >= size) {
    throw IndexError(
        fmt::format("select: index {} is out of range for axis {} of {}", index, at, x.shape()));
  }
  Shape shape = x.shape();
  Strides strides = x.strides();
  shape.erase(at);
  strides.erase(at);
  return x.view(shape, strides, x.offset() + (index < 0 ? index + size : index) * x.strides()[at]);
}

Array squeeze(const Array& x, Index axis) {
  const std::size_t at = normalize_axis("squeeze", axis, x.shape());
  if (x.rank() == 0 || x.shape()[at] != 1) return x;
  return select(x, static_cast<Index>(at), 0);
}

Array squeeze(const Array& x) {
  Shape shape;
  Strides strides;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (x.shape()[axis] == 1) continue;
    shape.push_back(x.shape()[axis]);
    strides.push_back(x.strides()[axis]);
  }
  return x.view(shape, strides, x.offset());
}

Array unsqueeze(const Array& x, Index axis) {
  const Index rank = static_cast<Index>(x.rank());
  if (axis < -rank - 1 || axis > rank) {
    throw IndexError(
        fmt::format("unsqueeze: axis {} is out of range for shape {} (valid: {} to {})", axis,
                    x.shape(), -rank - 1, rank));
  }
  const std::size_t at = static_cast<std::size_t>(axis < 0 ? axis + rank + 1 : axis);
  Shape shape = x.shape();
  Strides strides = x.strides();
  shape.insert(at, 1);
  strides.insert(at, at < x.rank() ? x.shape()[at] * x.strides()[at] : 1);
  return x.view(shape, strides, x.offset());
}

Array expand(const Array& x, const Shape& shape) {
  const auto fail = [&] {
    throw ShapeError(fmt::format("expand: {} does not expand to {}", x.shape(), shape),
                     "axes of size 1 repeat and new axes lead; -1 keeps a size");
  };
  if (shape.size() < x.rank()) fail();
  const std::size_t lead = shape.size() - x.rank();
  Shape result = shape;
  Strides strides = Strides::filled(shape.size(), 0);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (axis < lead) {
      if (shape[axis] < 0) fail();
      continue;
    }
    const Index size = x.shape()[axis - lead];
    if (shape[axis] == size || shape[axis] == -1) {
      result[axis] = size;
      strides[axis] = x.strides()[axis - lead];
    } else if (size != 1 || shape[axis] < 0) {
      fail();
    }
  }
  checked_numel("expand", result);
  return x.view(result, strides, x.offset());
}

Array flip(const Array& x, const Axes& axes) {
  Array result = x;
  unsigned seen = 0;
  for (const Index axis : axes) {
    const std::size_t at = existing_axis("flip", axis, x.shape());
    if ((seen >> at & 1u) != 0) {
      throw ValueError(fmt::format("flip: axes {} name axis {} of {} twice", axes, at, x.shape()));
    }
    seen |= 1u << at;
    Strides strides = result.strides();
    const Index last = std::max<Index>(x.shape()[at] - 1, 0);
    const Index offset = result.offset() + last * strides[at];
    strides[at] = -strides[at];
    result = result.view(result.shape(), strides, offset);
  }
  return result;
}

}  // namespace xgrad::kernels
