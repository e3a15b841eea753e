// Gathers, and the scatters and scatter-additions that are their adjoints.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/kernels/strided_loop.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace xgrad::kernels {
namespace {

void check_int64(std::string_view op, const Array& index) {
  if (index.dtype() == int64) return;
  throw DTypeError(fmt::format("{}: the index is {}, not int64", op, index.dtype()));
}

// A row-major copy or view of the indices, which must be in [0, size).
Array checked_indices(std::string_view op, const Array& index, Index size) {
  check_int64(op, index);
  Array dense = contiguous(index);
  const Index* const values = dense.data<Index>();
  const Index* const end = values + dense.numel();
  const auto limit = static_cast<std::uint64_t>(std::max<Index>(size, 0));
  const Index* const found = std::find_if(values, end, [limit](Index value) {
    return static_cast<std::uint64_t>(value) >= limit;  // negative ones, too
  });
  if (found == end) return dense;
  throw IndexError(fmt::format("{}: index {} at position {} is out of range 0..{}", op, *found,
                               unravel(found - values, dense.shape()), size - 1));
}

std::size_t indexed_axis(std::string_view op, Index axis, const Shape& shape) {
  if (shape.empty()) throw IndexError(fmt::format("{}: a scalar (shape []) has no axes", op));
  return normalize_axis(op, axis, shape);
}

// The indexed axis, with the axes before and after it merged into one each.
struct Slices {
  Slices(const Shape& shape, std::size_t axis) : size(shape[axis]) {
    for (std::size_t i = 0; i < axis; ++i) outer *= shape[i];
    for (std::size_t i = axis + 1; i < shape.size(); ++i) inner *= shape[i];
  }
  Index outer = 1, size, inner = 1;
};

Shape taken_shape(const Shape& shape, std::size_t axis, const Shape& index) {
  Shape result;
  for (std::size_t i = 0; i < axis; ++i) result.push_back(shape[i]);
  for (const Index size : index) result.push_back(size);
  for (std::size_t i = axis + 1; i < shape.size(); ++i) result.push_back(shape[i]);
  return result;
}

// Iterates over an index array, over `values` of its shape, and over `x` at position 0 of `axis`.
StridedLoop<3> gather_loop(const Array& index, const Array& values, const Array& x,
                           std::size_t axis) {
  Strides still = x.strides();
  if (!still.empty()) still[axis] = 0;
  return {index.shape(), {index.strides(), values.strides(), still}};
}

// Calls `action(value, element)` with an offset in `values` and the indexed offset in `x`. Throws
// IndexError before the first run of elements with an index out of range.
template <class Action>
void for_each_gathered(std::string_view op, const Array& index, const Array& values, const Array& x,
                       std::size_t axis, Action&& action) {
  const StridedLoop<3> loop = gather_loop(index, values, x, axis);
  const auto steps = loop.steps();
  const Index size = x.rank() > 0 ? x.shape()[axis] : 1;
  const Index stride = x.rank() > 0 ? x.strides()[axis] : 0;
  const Index* const positions = index.data<Index>();
  const Index length = loop.run_length();
  const bool dense = steps[0] == 1 && steps[1] == 1 && steps[2] == 0;
  loop.for_each_run([&](const auto& at) {
    const Index* const run = positions + at[0];
    const Index to = at[1], from = at[2];
    bool inside = true;
    for (Index i = 0; i < length; ++i) {
      inside &= static_cast<std::uint64_t>(run[i * steps[0]]) < static_cast<std::uint64_t>(size);
    }
    if (!inside) check_indices(op, index, size);
    if (dense) {
      for (Index i = 0; i < length; ++i) action(to + i, from + run[i] * stride);
      return;
    }
    for (Index i = 0; i < length; ++i) {
      action(to + i * steps[1], from + i * steps[2] + run[i * steps[0]] * stride);
    }
  });
}

std::size_t check_gather(std::string_view op, const Array& x, Index axis, const Array& index) {
  const std::size_t at = normalize_axis(op, axis, x.shape());
  bool fits = index.rank() == x.rank();
  for (std::size_t i = 0; fits && i < x.rank(); ++i) {
    fits = i == at || index.shape()[i] <= x.shape()[i];
  }
  if (!fits) {
    throw ShapeError(fmt::format("{}: index {} does not fit into {} along axis {}", op,
                                 index.shape(), x.shape(), at),
                     "it needs as many axes, none but the indexed one longer");
  }
  check_int64(op, index);
  return at;
}

// Sums of int64 wrap around; a sum of bool is true where one of them is.
template <class T>
T sum_of(T a, T b) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  } else {
    return static_cast<T>(a + b);
  }
}

}  // namespace

void check_indices(std::string_view op, const Array& index, Index size) {
  checked_indices(op, index, size);
}

Array take(std::string_view op, const Array& x, Index axis, const Array& index) {
  const std::size_t at = indexed_axis(op, axis, x.shape());
  Array result = Array::empty(taken_shape(x.shape(), at, index.shape()), x.dtype());
  take_into(op, result, x, axis, index);
  return result;
}

void take_into(std::string_view op, Array& target, const Array& x, Index axis, const Array& index) {
  const std::size_t at = indexed_axis(op, axis, x.shape());
  const Slices slices(x.shape(), at);
  const Array indices = checked_indices(op, index, slices.size);
  const Shape shape = taken_shape(x.shape(), at, index.shape());
  if (target.shape() != shape || target.dtype() != x.dtype() || !target.is_contiguous()) {
    throw ShapeError(fmt::format("{}: the target is {} {}, expected {} {}, row-major", op,
                                 target.dtype(), target.shape(), x.dtype(), shape));
  }
  if (at == 0 && indices.numel() < slices.size && !x.is_contiguous()) {  // cheaper than copying x
    Shape one_axis = x.shape();
    one_axis[0] = indices.numel();
    const Array picked = reshape(target, one_axis);
    const Index* const positions = indices.data<Index>();
    for (Index i = 0; i < indices.numel(); ++i) {
      Array slice = select(picked, 0, i);
      copy_into(slice, select(x, 0, positions[i]));
    }
    return;
  }
  const Array source = contiguous(x);
  const std::size_t bytes = static_cast<std::size_t>(slices.inner) * size_of(x.dtype());
  const std::byte* block = static_cast<const std::byte*>(source.raw());
  std::byte* out = static_cast<std::byte*>(target.raw());
  if (bytes == 0) return;
  const Index* const positions = indices.data<Index>();
  if (slices.inner == 1) {
    visit_dtype(x.dtype(), [&]<class T>(T) {
      const T* from = source.data<T>();
      T* to = target.mutable_data<T>();
      for (Index outer = 0; outer < slices.outer; ++outer, from += slices.size) {
        for (Index i = 0; i < indices.numel(); ++i) *to++ = from[positions[i]];
      }
    });
    return;
  }
  for (Index outer = 0; outer < slices.outer; ++outer) {
    for (Index i = 0; i < indices.numel(); ++i, out += bytes) {
      std::memcpy(out, block + static_cast<std::size_t>(positions[i]) * bytes, bytes);
    }
    block += static_cast<std::size_t>(slices.size) * bytes;
  }
}

void take_add_into(std::string_view op, Array& target, Index axis, const Array& index,
                   const Array& source, Index skipped) {
  const std::size_t at = indexed_axis(op, axis, target.shape());
  const Slices slices(target.shape(), at);
  const Array indices = checked_indices(op, index, slices.size);
  if (source.shape() != taken_shape(target.shape(), at, index.shape())) {
    throw ShapeError(fmt::format("{}: {} cannot be added to {} at indices {} of axis {}", op,
                                 source.shape(), target.shape(), index.shape(), at));
  }
  if (!target.is_contiguous()) {
    Array dense = copy(target);
    take_add_into(op, dense, axis, indices, source, skipped);
    copy_into(target, dense);
    return;
  }
  const Array rows = contiguous(source);
  const Index* const positions = indices.data<Index>();
  visit_floating(target.dtype(), [&]<class T>(T) {
    T* block = target.mutable_data<T>();
    const T* row = rows.data<T>();
    for (Index outer = 0; outer < slices.outer; ++outer) {
      for (Index i = 0; i < indices.numel(); ++i, row += slices.inner) {
        const Index picked = positions[i];
        if (picked == skipped) continue;
        T* sum = block + picked * slices.inner;
        for_lanes<T>(slices.inner, [&](auto lanes, Index k) {
          lanes.store(sum + k, lanes.load(sum + k) + lanes.load(row + k));
        });
      }
      block += slices.size * slices.inner;
    }
  });
}

Array put_rows(std::string_view op, const Array& rows, const Array& index, Index count,
               Scalar fill) {
  if (index.rank() != 1 || rows.rank() == 0 || index.numel() != rows.shape()[0]) {
    throw ShapeError(fmt::format("{}: index {} does not name a place for each row of {}", op,
                                 index.shape(), rows.shape()));
  }
  const Array indices = checked_indices(op, index, count);
  Shape shape = rows.shape();
  shape[0] = count;
  Array result = Array::empty(shape, rows.dtype());
  const Array source = contiguous(rows);
  const std::size_t bytes =
      static_cast<std::size_t>(Slices(shape, 0).inner) * size_of(rows.dtype());
  PoolVector<bool> taken(static_cast<std::size_t>(count));
  const Index* const positions = indices.data<Index>();
  for (Index i = 0; i < indices.numel(); ++i) {
    const std::size_t place = static_cast<std::size_t>(positions[i]);
    if (taken[place]) {
      throw ValueError(fmt::format("{}: position [{}] names place {} again", op, i, place));
    }
    taken[place] = true;
    if (bytes == 0) continue;
    std::memcpy(static_cast<std::byte*>(result.raw()) + place * bytes,
                static_cast<const std::byte*>(source.raw()) + static_cast<std::size_t>(i) * bytes,
                bytes);
  }
  const auto is_taken = [&](Index place) { return taken[static_cast<std::size_t>(place)]; };
  for (Index begin = 0; begin < count; ++begin) {  // runs of rows without an index
    Index end = begin;
    while (end < count && !is_taken(end)) ++end;
    if (end == begin) continue;
    Array run = narrow(result, 0, begin, end - begin);
    kernels::fill(run, fill);
    begin = end;
  }
  return result;
}

Array gather(const Array& x, Index axis, const Array& index) {
  const std::size_t at = check_gather("gather", x, axis, index);
  Array result = Array::empty(index.shape(), x.dtype());
  visit_dtype(x.dtype(), [&]<class T>(T) {
    T* out = result.mutable_data<T>();
    const T* in = x.data<T>();
    for_each_gathered("gather", index, result, x, at,
                      [&](Index to, Index from) { out[to] = in[from]; });
  });
  return result;
}

void scatter_add_into(Array& target, Index axis, const Array& index, const Array& source) {
  const std::size_t at = check_gather("scatter_add", target, axis, index);
  if (source.shape() != index.shape() || source.dtype() != target.dtype()) {
    throw ShapeError(
        fmt::format("scatter_add: the source is {} {}, index {}, target {} {}", source.dtype(),
                    source.shape(), index.shape(), target.dtype(), target.shape()),
        "source and index have one shape; source and target one element type");
  }
  visit_dtype(target.dtype(), [&]<class T>(T) {
    T* out = target.mutable_data<T>();
    const T* in = source.data<T>();
    for_each_gathered("scatter_add", index, source, target, at,
                      [&](Index from, Index to) { out[to] = sum_of(out[to], in[from]); });
  });
}

void scatter_into(Array& target, Index axis, const Array& index, const Array& source) {
  const std::size_t at = check_gather("scatter", target, axis, index);
  PoolVector<bool> written(static_cast<std::size_t>(target.numel()));
  visit_dtype(target.dtype(), [&]<class T>(T) {
    T* out = target.mutable_data<T>();
    const T* in = source.data<T>();
    for_each_gathered("scatter", index, source, target, at, [&](Index from, Index to) {
      if (written[static_cast<std::size_t>(to)]) {
        throw ValueError(fmt::format("scatter: an element of {} is written twice", target.shape()),
                         "sum the values with scatter_add");
      }
      written[static_cast<std::size_t>(to)] = true;
      out[to] = in[from];
    });
  });
}

void scatter_fill(Array& target, Index axis, const Array& index, Scalar value) {
  const std::size_t at = check_gather("scatter", target, axis, index);
  visit_dtype(target.dtype(), [&]<class T>(T) {
    const T element = value.to<T>("scatter");
    T* out = target.mutable_data<T>();
    for_each_gathered("scatter", index, index, target, at,
                      [&](Index, Index to) { out[to] = element; });
  });
}

Array one_hot(const Array& index, Index classes, DType dtype) {
  const Array indices = checked_indices("one_hot", index, classes);
  Shape shape = index.shape();
  shape.push_back(classes);
  Array result = zeros(shape, dtype);
  const Index* const positions = indices.data<Index>();
  visit_dtype(dtype, [&]<class T>(T) {
    T* row = result.mutable_data<T>();
    for (Index i = 0; i < indices.numel(); ++i, row += classes) row[positions[i]] = T{1};
  });
  return result;
}

}  // namespace xgrad::kernels
