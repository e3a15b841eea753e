// Counts are integers until the end, so that they are exact in float32 as far as its numbers are.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/counting.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/along_axis/sort.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad {
namespace {

// The order of `sort`.
template <class T>
bool comes_before(T a, T b) {
  return a < b || (a == a && b != b);
}

void check_sequence(const char* op, const Tensor& sequence, const Tensor& values) {
  if (sequence.dtype(op) != values.dtype(op)) {
    throw DTypeError(fmt::format("{}: the sorted sequence is {}, the values are {}", op,
                                 sequence.dtype(), values.dtype()),
                     "cast one of them with to(x, dtype)");
  }
  const Shape& sorted = sequence.shape();
  Shape expected = values.shape();
  if (!expected.empty() && !sorted.empty()) expected.back() = sorted.back();
  if (sorted.size() != 1 && (sorted.empty() || sorted != expected)) {
    throw ShapeError(fmt::format("{}: the sorted sequence {} does not fit the values {}", op,
                                 sorted, values.shape()),
                     "it needs one axis, or the leading axes of the values");
  }
}

Tensor insertion_positions(const char* op, const Tensor& sequence, const Tensor& values,
                           bool right) {
  check_sequence(op, sequence, values);
  const ExactDenormals exact;
  const Array sorted = kernels::contiguous(sequence.array());
  const Array wanted = kernels::contiguous(values.array());
  Array result = Array::empty(wanted.shape(), int64);
  const Index per_row = sorted.rank() == 1 ? wanted.numel() : wanted.shape().back();
  const Index length = sorted.shape().back();
  auto* const positions = result.mutable_data<std::int64_t>();
  visit_dtype(sorted.dtype(), [&]<class T>(T) {
    for (Index i = 0; i < wanted.numel(); ++i) {
      const T* const row = sorted.data<T>() + i / per_row * length;
      const T value = wanted.data<T>()[i];
      const T* const at = right ? std::upper_bound(row, row + length, value, comes_before<T>)
                                : std::lower_bound(row, row + length, value, comes_before<T>);
      positions[i] = at - row;
    }
  });
  return Tensor(std::move(result));
}

struct Range {
  double low, high;
};

Range range_of(const Array& x) {
  if (x.numel() == 0) return {0, 0};
  return visit_floating(x.dtype(), [&]<class T>(T) {
    const T* const elements = x.data<T>();
    Range range = {elements[0], elements[0]};
    for (Index i = 0; i < x.numel(); ++i) {
      const double element = elements[i];
      if (element != element) return Range{element, element};
      range = {std::min(range.low, element), std::max(range.high, element)};
    }
    return range;
  });
}

// The range of a histogram, which has a finite width above 0.
Range histogram_range(const Array& x, Index bins, double min, double max) {
  if (min > max) throw ValueError(fmt::format("histc: min = {} is above max = {}", min, max));
  Range range = min == max ? range_of(x) : Range{min, max};
  if (range.low == range.high) range = {range.low - 1, range.high + 1};
  if (range.low == range.high && std::isfinite(range.low)) {  // 1 is less than its rounding error
    throw ValueError(fmt::format("histc: all elements are {}, whose range has no width", range.low),
                     "pass min and max");
  }
  if (!std::isfinite((range.high - range.low) * static_cast<double>(bins))) {
    throw ValueError(
        fmt::format("histc: the range from {} to {} is not finite", range.low, range.high),
        "pass min and max; elements outside are not counted");
  }
  return range;
}

Index counted_length(const Array& x, Index minlength) {
  const auto* const elements = x.data<std::int64_t>();
  Index length = minlength;
  for (Index i = 0; i < x.numel(); ++i) {
    if (elements[i] < 0) {
      throw ValueError(
          fmt::format("bincount: element {} at position {} is negative", elements[i], i));
    }
    length = std::max(length, saturating_sum(elements[i], 1));
  }
  checked_numel("bincount", {length});
  return length;
}

}  // namespace

UniqueElements unique(const Tensor& x) {
  const ExactDenormals exact;
  const Array elements = kernels::contiguous(kernels::reshape(x.array("unique"), {x.numel()}));
  const Array order = kernels::sorted_positions("unique", elements, 0, false);
  const Index count = elements.numel();
  const auto* const at = order.data<std::int64_t>();
  Array inverse = Array::empty(x.shape(), int64), firsts = Array::empty({count}, int64);
  auto* const groups = inverse.mutable_data<std::int64_t>();
  auto* const starts = firsts.mutable_data<std::int64_t>();  // of each group in the order
  Index found = 0;
  visit_dtype(elements.dtype(), [&]<class T>(T) {
    const T* const values = elements.data<T>();
    for (Index i = 0; i < count; ++i) {
      if (i == 0 || values[at[i]] != values[at[i - 1]]) starts[found++] = i;
      groups[at[i]] = found - 1;
    }
  });
  Array positions = Array::empty({found}, int64), counts = Array::empty({found}, int64);
  for (Index group = 0; group < found; ++group) {
    const Index end = group + 1 < found ? starts[group + 1] : count;
    positions.mutable_data<std::int64_t>()[group] = at[starts[group]];
    counts.mutable_data<std::int64_t>()[group] = end - starts[group];
  }
  return {Tensor(kernels::gather(elements, 0, positions)), Tensor(std::move(inverse)),
          Tensor(std::move(counts))};
}

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool right) {
  return insertion_positions("searchsorted", sorted_sequence, values, right);
}

Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool right) {
  if (boundaries.shape("bucketize").size() != 1) {
    throw ShapeError(
        fmt::format("bucketize: the boundaries {} do not have one axis", boundaries.shape()));
  }
  return insertion_positions("bucketize", boundaries, x, right);
}

Tensor histc(const Tensor& x, Index bins, double min, double max) {
  if (!is_floating(x.dtype("histc"))) {
    throw DTypeError(fmt::format("histc: the input is {}, not float32 or float64", x.dtype()),
                     "cast with to(x, float64)");
  }
  if (bins < 1) throw ValueError(fmt::format("histc: {} bins, expected at least 1", bins));
  const ExactDenormals exact;
  const Array elements = kernels::contiguous(x.array());
  const Range range = histogram_range(elements, bins, min, max);
  const double width = range.high - range.low;
  Array counts = kernels::zeros({bins}, int64);
  auto* const bin = counts.mutable_data<std::int64_t>();
  visit_floating(x.dtype(), [&]<class T>(T) {
    for (Index i = 0; i < elements.numel(); ++i) {
      const double element = elements.data<T>()[i];
      if (!(element >= range.low && element <= range.high)) continue;
      const double position = (element - range.low) * static_cast<double>(bins) / width;
      ++bin[std::min(static_cast<Index>(position), bins - 1)];
    }
  });
  return Tensor(kernels::cast(counts, x.dtype()));
}

Tensor bincount(const Tensor& x, const Tensor& weights, Index minlength) {
  if (x.dtype("bincount") != int64) {
    throw DTypeError(fmt::format("bincount: the input is {}, not int64", x.dtype()));
  }
  if (x.rank() != 1 || (weights.defined() && weights.shape() != x.shape())) {
    throw ShapeError(
        weights.defined()
            ? fmt::format("bincount: the input is {}, its weights {}", x.shape(), weights.shape())
            : fmt::format("bincount: the input {} does not have one axis", x.shape()),
        "flatten the input; each element has one weight");
  }
  if (minlength < 0)
    throw ValueError(fmt::format("bincount: minlength = {} is negative", minlength));
  const Array elements = kernels::contiguous(x.array());
  const Index length = counted_length(elements, minlength);
  if (weights.defined()) {
    const Tensor terms = is_floating(weights.dtype()) ? weights : to(weights, float64);
    return index_add(zeros({length}, terms.dtype()), 0, x, terms);
  }
  Array counts = kernels::zeros({length}, int64);
  for (Index i = 0; i < elements.numel(); ++i) {
    ++counts.mutable_data<std::int64_t>()[elements.data<std::int64_t>()[i]];
  }
  return Tensor(std::move(counts));
}

}  // namespace xgrad
