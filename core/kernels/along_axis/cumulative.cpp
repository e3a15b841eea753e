// One loop accumulates along the axis; where other axes follow it, in all their elements at once.
#include <xgrad/core/kernels/along_axis/axis_rows.hpp>
#include <xgrad/core/kernels/along_axis/cumulative.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/pool_vector.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace xgrad::kernels {
namespace {

// Totals of float32 are float64, so that long axes lose nothing before the last rounding.
template <class T>
using TotalOf = std::conditional_t<std::is_floating_point_v<T>, double, T>;

// As `visit_dtype`, for arrays of numbers.
template <class Action>
Array visit_numbers(DType dtype, const Action& action) {
  return dtype == int64 ? action(std::int64_t{}) : visit_floating(dtype, action);
}

// y_t = total_t with total_t = add(total_(t-1), x_t) from `initial` on.
template <class T, class Add>
Array accumulate(std::string_view op, const Array& x, Index axis, bool reverse, TotalOf<T> initial,
                 const Add& add) {
  const AxisRows rows(op, x.shape(), axis);
  const Array source = contiguous(x);
  Array result = Array::empty(x.shape(), x.dtype());
  if (result.numel() == 0) return result;
  const Index inner = rows.inner, step = reverse ? -inner : inner;
  const Index start = reverse ? (rows.count - 1) * inner : 0;
  PoolVector<TotalOf<T>> totals(static_cast<std::size_t>(inner));
  for (Index outer = 0; outer < rows.outer; ++outer) {
    const T* from = source.data<T>() + outer * rows.count * inner + start;
    T* to = result.mutable_data<T>() + outer * rows.count * inner + start;
    if (inner == 1) {
      TotalOf<T> total = initial;
      for (Index t = 0; t < rows.count; ++t, from += step, to += step) {
        total = add(total, from[0]);
        to[0] = static_cast<T>(total);
      }
      continue;
    }
    std::ranges::fill(totals, initial);
    TotalOf<T>* const total = totals.data();
    for (Index t = 0; t < rows.count; ++t, from += step, to += step) {
      for (Index i = 0; i < inner; ++i) {
        total[i] = add(total[i], from[i]);
        to[i] = static_cast<T>(total[i]);
      }
    }
  }
  return result;
}

template <class Better>
Array positions(std::string_view op, const Array& x, Index axis, const Better& better) {
  const AxisRows rows(op, x.shape(), axis);
  const Array source = contiguous(x);
  Array result = Array::empty(x.shape(), int64);
  if (result.numel() == 0) return result;
  std::int64_t* const at = result.mutable_data<std::int64_t>();
  visit_dtype(x.dtype(), [&]<class T>(T) {
    const T* const elements = source.data<T>();
    rows.for_each([&](Index first) {
      const T* const row = elements + first;
      Index best = 0;
      for (Index t = 0; t < rows.count; ++t) {
        const T element = row[t * rows.inner], so_far = row[best * rows.inner];
        if (element != element || (so_far == so_far && !better(so_far, element))) best = t;
        at[first + t * rows.inner] = best;
      }
    });
  });
  return result;
}

}  // namespace

Array cumsum(const Array& x, Index axis, bool reverse) {
  if (x.dtype() == bool_) return cumsum(cast(x, int64), axis, reverse);
  const ExactDenormals exact;
  return visit_numbers(x.dtype(), [&]<class T>(T) {
    // Sums of integers wrap around.
    return accumulate<T>("cumsum", x, axis, reverse, 0, [](TotalOf<T> total, T element) {
      if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(static_cast<std::uint64_t>(total) +
                              static_cast<std::uint64_t>(element));
      } else {
        return total + static_cast<double>(element);
      }
    });
  });
}

Array cumprod(const Array& x, Index axis) {
  if (x.dtype() == bool_) return cumprod(cast(x, int64), axis);
  const ExactDenormals exact;
  return visit_numbers(x.dtype(), [&]<class T>(T) {
    return accumulate<T>("cumprod", x, axis, false, 1, [](TotalOf<T> total, T element) {
      if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(static_cast<std::uint64_t>(total) *
                              static_cast<std::uint64_t>(element));
      } else {
        return total * static_cast<double>(element);
      }
    });
  });
}

Array logcumsumexp(const Array& x, Index axis) {
  check_floating("logcumsumexp", x);
  const ExactDenormals exact;
  return visit_floating(x.dtype(), [&]<class T>(T) {
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    return accumulate<T>("logcumsumexp", x, axis, false, kNone, [](double total, T element) {
      const double y = static_cast<double>(element);
      if (std::isnan(y) || total == y) return y + (std::isfinite(y) ? std::log(2.0) : 0.0);
      const double high = std::max(total, y), low = std::min(total, y);
      return std::isnan(total) ? total : high + std::log1p(std::exp(low - high));
    });
  });
}

Array cummax_positions(const Array& x, Index axis) {
  return positions("cummax", x, axis, std::greater<>());
}

Array cummin_positions(const Array& x, Index axis) {
  return positions("cummin", x, axis, std::less<>());
}

}  // namespace xgrad::kernels
