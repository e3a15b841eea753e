// Copies, casts and fills with strided loops.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/kernels/strided_loop.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace xgrad::kernels {
namespace {

void check_same_dtype(std::string_view op, const Array& target, const Array& source) {
  if (target.dtype() == source.dtype()) return;
  throw DTypeError(
      fmt::format("{}: the target is {}, the source is {}", op, target.dtype(), source.dtype()));
}

// Calls `action` with an unsigned integer as wide as the elements: copies are bitwise.
template <class Action>
void visit_width(DType dtype, Action&& action) {
  switch (size_of(dtype)) {
    case 1:
      return action(std::uint8_t{});
    case 4:
      return action(std::uint32_t{});
    default:
      return action(std::uint64_t{});
  }
}

// Side of the tiles in which two axes are transposed: two tiles fit in the first-level cache.
constexpr Index kTransposedTile = 16;

// Copies [rows, columns] if the target is contiguous along columns and the source along rows.
template <class T>
void copy_transposed(T* target, const T* source, Index rows, Index columns, Index target_row,
                     Index source_column) {
  for (Index row0 = 0; row0 < rows; row0 += kTransposedTile) {
    const Index row1 = std::min(row0 + kTransposedTile, rows);
    for (Index column0 = 0; column0 < columns; column0 += kTransposedTile) {
      const Index column1 = std::min(column0 + kTransposedTile, columns);
      for (Index row = row0; row < row1; ++row) {
        for (Index column = column0; column < column1; ++column) {
          target[row * target_row + column] = source[row + column * source_column];
        }
      }
    }
  }
}

template <class T>
void copy_run(T* target, Index target_step, const T* source, Index source_step, Index length) {
  if (target_step == 1 && source_step == 1) {
    std::memcpy(target, source, static_cast<std::size_t>(length) * sizeof(T));
  } else if (target_step == 1 && source_step == 0) {
    std::fill_n(target, length, *source);
  } else {
    for (Index i = 0; i < length; ++i) target[i * target_step] = source[i * source_step];
  }
}

template <class To, class From>
To convert(From value) {
  if constexpr (std::is_same_v<To, bool>) {
    return value != From{0};
  } else if constexpr (std::is_same_v<To, std::int64_t> && std::is_floating_point_v<From>) {
    constexpr From kBeyond = From{9223372036854775808.0};  // 2^63
    if (std::isnan(value)) return 0;
    if (value >= kBeyond) return std::numeric_limits<std::int64_t>::max();
    if (value < -kBeyond) return std::numeric_limits<std::int64_t>::min();
    return static_cast<To>(value);
  } else {
    return static_cast<To>(value);
  }
}

template <class T>
void add_run(T* target, const T* source, Index length) {
  for_lanes<T>(length, [&](auto lanes, Index i) {
    lanes.store(target + i, lanes.load(target + i) + lanes.load(source + i));
  });
}

// Fills an array for `op`, which messages name.
void fill_as(const char* op, Array& target, Scalar value) {
  visit_dtype(target.dtype(), [&]<class T>(T) {
    const T element = value.to<T>(op);
    const StridedLoop<1> loop(target.shape(), {target.strides()});
    const Index step = loop.steps()[0];
    loop.for_each_run([&](const auto& at) {
      T* run = target.mutable_data<T>() + at[0];
      if (step == 1) {
        std::fill_n(run, loop.run_length(), element);
      } else {
        for (Index i = 0; i < loop.run_length(); ++i) run[i * step] = element;
      }
    });
  });
}

}  // namespace

Array contiguous(const Array& x) {
  return x.is_contiguous() ? x : copy(x);
}

Array copy(const Array& x) {
  Array result = Array::empty(x.shape(), x.dtype());
  copy_into(result, x);
  return result;
}

void copy_into(Array& target, const Array& source) {
  check_same_dtype("copy", target, source);
  if (may_overlap(target, source)) {
    if (!is_same_view(target, source)) copy_into(target, copy(source));
    return;
  }
  const Array from = source.shape() == target.shape() ? source : expand(source, target.shape());
  if (target.numel() == 0) return;  // an axis without elements may have many beside it
  const StridedLoop<2> loop(target.shape(), {target.strides(), from.strides()});
  visit_width(target.dtype(), [&]<class T>(T) {
    T* to_data = static_cast<T*>(target.raw());
    const T* from_data = static_cast<const T*>(from.raw());
    const auto [to_step, from_step] = loop.steps();
    if (loop.shape().size() == 2 && to_step == 1 && loop.strides(1)[0] == 1) {
      copy_transposed(to_data, from_data, loop.shape()[0], loop.shape()[1], loop.strides(0)[0],
                      from_step);
      return;
    }
    loop.for_each_run([&, to_step = to_step, from_step = from_step](const auto& at) {
      copy_run(to_data + at[0], to_step, from_data + at[1], from_step, loop.run_length());
    });
  });
}

Array cast(const Array& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  const ExactDenormals exact;
  Array result = Array::empty(x.shape(), dtype);
  const StridedLoop<2> loop(x.shape(), {result.strides(), x.strides()});
  visit_dtype(x.dtype(), [&]<class From>(From) {
    visit_dtype(dtype, [&]<class To>(To) {
      To* to_data = result.mutable_data<To>();
      const From* from_data = x.data<From>();
      const auto steps = loop.steps();
      loop.for_each_run([&](const auto& at) {
        for (Index i = 0; i < loop.run_length(); ++i) {
          to_data[at[0] + i * steps[0]] = convert<To>(from_data[at[1] + i * steps[1]]);
        }
      });
    });
  });
  return result;
}

Array full(const Shape& shape, DType dtype, Scalar value) {
  Array result = Array::empty(shape, dtype);
  fill_as("full", result, value);
  return result;
}

Array zeros(const Shape& shape, DType dtype) {
  return full(shape, dtype, 0);
}

Array ones(const Shape& shape, DType dtype) {
  return full(shape, dtype, 1);
}

void fill(Array& target, Scalar value) {
  fill_as("fill", target, value);
}

void add_into(Array& target, const Array& source) {
  check_same_dtype("add_into", target, source);
  if (!is_floating(target.dtype())) {
    throw DTypeError(
        fmt::format("add_into: {} elements; only floats are added in place", target.dtype()));
  }
  if (target.shape() != source.shape()) {
    throw ShapeError(fmt::format("add_into: the target is {}, the source is {}", target.shape(),
                                 source.shape()));
  }
  const bool dense = target.is_contiguous() && source.is_contiguous();
  visit_floating(target.dtype(), [&]<class T>(T) {
    T* to_data = target.mutable_data<T>();
    const T* from_data = source.data<T>();
    if (dense) return add_run(to_data, from_data, target.numel());
    const StridedLoop<2> loop(target.shape(), {target.strides(), source.strides()});
    const auto steps = loop.steps();
    loop.for_each_run([&](const auto& at) {
      if (steps[0] == 1 && steps[1] == 1) {
        add_run(to_data + at[0], from_data + at[1], loop.run_length());
        return;
      }
      for (Index i = 0; i < loop.run_length(); ++i) {
        to_data[at[0] + i * steps[0]] += from_data[at[1] + i * steps[1]];
      }
    });
  });
}

}  // namespace xgrad::kernels
