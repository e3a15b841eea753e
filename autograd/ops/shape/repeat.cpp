// Repetitions are copies of expanded views; counts per element become positions.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/shape/repeat.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>

namespace xgrad {
namespace {

// The number of elements on the axes before `end`.
Index leading_elements(const Shape& shape, std::size_t end) {
  return numel(Shape(std::span(shape.begin(), end)));
}

// `x`, as `outer` blocks, with each block repeated in place; may be a view.
Tensor with_repeated_blocks(const Tensor& x, Index outer, Index repeats, const Shape& result) {
  const Index inner = outer > 0 ? x.numel() / outer : 0;
  return reshape(expand(reshape(x, {outer, 1, inner}), {outer, repeats, inner}), result);
}

// A row-major copy, unless `result` is one already: it may be a view of `x`, or an expanded one.
Tensor separate(const char* name, const Tensor& result, const Tensor& x) {
  if (result.is_contiguous() && !result.array().shares_buffer(x.array())) return result;
  return record(name, kernels::copy(result.array()), {result}, [](const Tensor& g) { return g; });
}

Tensor repeated(const char* name, const Tensor& x, const Shape& sizes) {
  Shape shape = x.shape();
  if (sizes.size() < shape.size() ||
      std::any_of(sizes.begin(), sizes.end(), [](Index size) { return size < 0; })) {
    throw ShapeError(fmt::format("{}: {} cannot be repeated {} times", name, shape, sizes),
                     "there is one size for each axis, none of them negative; further ones lead");
  }
  while (shape.size() < sizes.size()) shape.insert(0, 1);
  Shape whole = shape;
  for (std::size_t i = 0; i < shape.size(); ++i) whole[i] = saturating_product(shape[i], sizes[i]);
  checked_numel(name, whole);
  Tensor result = reshape(x, shape);
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (sizes[axis] == 1) continue;
    const Index outer = leading_elements(shape, axis);
    shape[axis] = whole[axis];
    result = with_repeated_blocks(result, outer, sizes[axis], shape);
  }
  return separate(name, result, x);
}

// The axis along which elements are repeated, of `x` or of the flattened x.
struct Elements {
  Tensor x;
  std::size_t axis;
};

Elements elements_of(const Tensor& x, std::optional<Index> axis) {
  const Shape& shape = x.shape("repeat_interleave");
  if (!axis || shape.empty()) {
    return {reshape(x, {-1}), normalize_axis("repeat_interleave", axis.value_or(0), {x.numel()})};
  }
  return {x, normalize_axis("repeat_interleave", *axis, shape)};
}

// The counts, one per element; throws for wrong ones.
Array checked_counts(const Tensor& repeats, Index elements) {
  const Array& counts = repeats.array("repeat_interleave");
  if (counts.dtype() != int64) {
    throw DTypeError(
        fmt::format("repeat_interleave: the numbers of repeats are {}, expected int64", counts),
        "cast with to(repeats, int64)");
  }
  if (counts.rank() > 1 || (counts.numel() != 1 && counts.numel() != elements)) {
    throw ShapeError(fmt::format("repeat_interleave: {} numbers of repeats for {} elements",
                                 counts.shape(), elements),
                     "one number for all, or a vector of one for each");
  }
  return kernels::contiguous(counts);
}

// Each position i as often as counts[i].
Tensor repeated_positions(const Array& counts) {
  const auto* const count = counts.data<std::int64_t>();
  Index total = 0;
  for (Index i = 0; i < counts.numel(); ++i) {
    if (count[i] < 0) {
      throw ValueError(fmt::format("repeat_interleave: {} repeats of element {}", count[i], i),
                       "a number of repeats is not negative");
    }
    total = saturating_sum(total, count[i]);
  }
  checked_numel("repeat_interleave", {total});
  Array positions = Array::empty({total}, int64);
  auto* next = positions.mutable_data<std::int64_t>();
  for (Index i = 0; i < counts.numel(); ++i) next = std::fill_n(next, count[i], i);
  return Tensor(std::move(positions));
}

}  // namespace

Tensor repeat(const Tensor& x, const Shape& sizes) {
  check_defined("repeat", x);
  return repeated("repeat", x, sizes);
}

Tensor tile(const Tensor& x, const Shape& sizes) {
  Shape all = sizes;
  while (all.size() < x.rank("tile")) all.insert(0, 1);
  return repeated("tile", x, all);
}

Tensor repeat_interleave(const Tensor& x, Index repeats, std::optional<Index> axis) {
  const auto [elements, at] = elements_of(x, axis);
  if (repeats < 0) {
    throw ValueError(fmt::format("repeat_interleave: {} repeats", repeats),
                     "a number of repeats is not negative");
  }
  Shape shape = elements.shape();
  const Index outer = leading_elements(shape, at + 1);
  shape[at] = saturating_product(shape[at], repeats);
  checked_numel("repeat_interleave", shape);
  return separate("repeat_interleave", with_repeated_blocks(elements, outer, repeats, shape), x);
}

Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<Index> axis) {
  const auto [elements, at] = elements_of(x, axis);
  const Index size = elements.shape()[at];
  const Array counts = checked_counts(repeats, size);
  if (counts.numel() == 1) return repeat_interleave(x, counts.data<std::int64_t>()[0], axis);
  return index_select(elements, static_cast<Index>(at), repeated_positions(counts));
}

}  // namespace xgrad
