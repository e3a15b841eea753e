// Reductions over contiguous rows, and sums over columns.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/pairwise.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/strided_loop.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <functional>

namespace xgrad::kernels {
namespace {

struct Side {
  Shape shape;
  Strides strides;
  Side(const Array& x, const Axes& axes) {
    for (const Index axis : axes) {
      shape.push_back(x.shape()[static_cast<std::size_t>(axis)]);
      strides.push_back(x.strides()[static_cast<std::size_t>(axis)]);
    }
  }
  StridedLoop<1> loop() const { return {shape, {strides}}; }
};

// Column sums: if the kept axes end in contiguous elements, whole rows are added.
template <class T>
void sum_columns(const T* x, const StridedLoop<1>& kept, const StridedLoop<1>& reduced, T* result) {
  constexpr Index kColumns = 512;  // the partial sums stay in the first-level cache
  kept.for_each_run([&](const auto& start) {
    for (Index column = 0; column < kept.run_length(); column += kColumns) {
      const Index columns = std::min(kColumns, kept.run_length() - column);
      PairwiseRows<T> rows(columns);
      reduced.for_each_run([&](const auto& at) {
        const T* row = x + start[0] + column + at[0];
        for (Index i = 0; i < reduced.run_length(); ++i) rows.add(row + i * reduced.steps()[0]);
      });
      rows.finish(result);
      result += columns;
    }
  });
}

template <class T>
T sum_row(const T* row, Index count) {
  if constexpr (std::is_floating_point_v<T>) {
    return pairwise_sum(row, count);
  } else {
    T total = 0;
    for (Index i = 0; i < count; ++i) total += row[i];
    return total;
  }
}

void check_has_elements(std::string_view op, const Array& x, const Axes& axes, const Reduction& r) {
  if (x.dtype() == bool_) {
    throw DTypeError(fmt::format("{}: bool elements have no order", op));
  }
  if (r.count == 0 && numel(r.shape) > 0) {
    throw ShapeError(fmt::format("{}: {} has no elements{}", op, x.shape(),
                                 axes.empty() ? "" : " over axes " + to_string(axes)));
  }
}

// Calls `row_result(row, count)` for each row of the reduction and collects the results in an
// array.
template <class T, class RowResult>
Array reduce_rows(const Array& x, const Reduction& reduction, RowResult&& row_result) {
  using Result = decltype(row_result(static_cast<const T*>(nullptr), Index{}));
  const Array rows = reduction_rows(x, reduction);
  Array result = Array::empty(reduction.shape, dtype_of<Result>());
  const T* row = rows.template data<T>();
  Result* out = result.template mutable_data<Result>();
  for (Index i = 0; i < result.numel(); ++i)
    out[i] = row_result(row + i * reduction.count, reduction.count);
  return result;
}

// Index of the first element that is better than all others; NaN is better than every number.
template <class T, class Better>
Index best_position(const T* row, Index count, Better better) {
  Index best = 0;
  for (Index i = 0; i < count; ++i) {
    if (row[i] != row[i]) return i;
    if (better(row[i], row[best])) best = i;
  }
  return best;
}

template <class Better>
Array extreme(std::string_view op, const Array& x, const Axes& axes, bool keepdim, Better better) {
  const Reduction reduction(op, x.shape(), axes, keepdim);
  check_has_elements(op, x, axes, reduction);
  return visit_dtype(x.dtype(), [&]<class T>(T) {
    return reduce_rows<T>(x, reduction, [&](const T* row, Index count) {
      return row[best_position(row, count, better)];
    });
  });
}

template <class Better>
Array position_of_extreme(std::string_view op, const Array& x, const Axes& axis, bool keepdim,
                          Better better) {
  if (axis.size() > 1) {
    throw ValueError(fmt::format("{}: axes {}: it takes one axis, or none for all", op, axis));
  }
  const Reduction reduction(op, x.shape(), axis, keepdim);
  check_has_elements(op, x, axis, reduction);
  return visit_dtype(x.dtype(), [&]<class T>(T) {
    return reduce_rows<T>(
        x, reduction, [&](const T* row, Index count) { return best_position(row, count, better); });
  });
}

}  // namespace

Reduction::Reduction(std::string_view op, const Shape& x, const Axes& axes, bool keepdim) {
  const std::size_t rank = x.size();
  bool chosen[kMaxRank] = {};
  for (const Index axis : axes) {
    const std::size_t at = normalize_axis(op, axis, x);
    if (chosen[at]) {
      throw ValueError(fmt::format("{}: axes {} name axis {} of {} twice", op, axes, at, x));
    }
    chosen[at] = true;
  }
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (axes.empty() || chosen[axis]) {
      reduced.push_back(static_cast<Index>(axis));
      count *= x[axis];
      if (keepdim) shape.push_back(1);
    } else {
      kept.push_back(static_cast<Index>(axis));
      shape.push_back(x[axis]);
    }
  }
}

Array reduction_rows(const Array& x, const Reduction& reduction) {
  Axes order = reduction.kept;
  for (const Index axis : reduction.reduced) order.push_back(axis);
  const Array rows = contiguous(permute(x, order));
  return rows.view({numel(reduction.shape), reduction.count}, {reduction.count, 1}, rows.offset());
}

Array sum(const Array& x, const Axes& axes, bool keepdim) {
  if (x.dtype() == bool_) return sum(cast(x, int64), axes, keepdim);
  const ExactDenormals exact;
  const Reduction reduction("sum", x.shape(), axes, keepdim);
  const StridedLoop<1> kept = Side(x, reduction.kept).loop();
  return visit_dtype(x.dtype(), [&]<class T>(T) {
    if constexpr (std::is_floating_point_v<T>) {
      if (kept.run_length() > 1 && kept.steps()[0] == 1) {
        Array result = Array::empty(reduction.shape, x.dtype());
        sum_columns(x.data<T>(), kept, Side(x, reduction.reduced).loop(), result.mutable_data<T>());
        return result;
      }
    }
    return reduce_rows<T>(x, reduction, sum_row<T>);
  });
}

Array mean(const Array& x, const Axes& axes, bool keepdim) {
  if (!is_floating(x.dtype())) {
    throw DTypeError(fmt::format("mean: {} elements have no mean of their own type", x.dtype()),
                     "cast to float32 or float64 first");
  }
  const Reduction reduction("mean", x.shape(), axes, keepdim);
  const ExactDenormals exact;
  Array result = sum(x, axes, keepdim);
  visit_floating(x.dtype(), [&]<class T>(T) {
    T* values = result.mutable_data<T>();
    const T count = static_cast<T>(reduction.count);
    for (Index i = 0; i < result.numel(); ++i) values[i] /= count;
  });
  return result;
}

Array max(const Array& x, const Axes& axes, bool keepdim) {
  return extreme("max", x, axes, keepdim, std::greater<>());
}

Array min(const Array& x, const Axes& axes, bool keepdim) {
  return extreme("min", x, axes, keepdim, std::less<>());
}

Array argmax(const Array& x, const Axes& axis, bool keepdim) {
  return position_of_extreme("argmax", x, axis, keepdim, std::greater<>());
}

Array argmin(const Array& x, const Axes& axis, bool keepdim) {
  return position_of_extreme("argmin", x, axis, keepdim, std::less<>());
}

Array sum_to(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  if (broadcast_shapes("sum_to", x.shape(), shape) != x.shape()) {
    throw ShapeError(fmt::format("sum_to: {} was not broadcast from {}", x.shape(), shape));
  }
  const std::size_t lead = x.rank() - shape.size();
  Axes axes;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (axis < lead || (shape[axis - lead] == 1 && x.shape()[axis] != 1)) {
      axes.push_back(static_cast<Index>(axis));
    }
  }
  return reshape(sum(x, axes), shape);
}

}  // namespace xgrad::kernels
