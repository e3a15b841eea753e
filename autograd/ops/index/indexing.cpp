// Indexing is made of slices and of one gather: several index tensors become positions in the
// merged axes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/strided_loop.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <algorithm>
#include <bit>
#include <type_traits>

namespace xgrad {
namespace {

// An axis, and the positions that an int64 tensor selects from it.
struct AxisIndex {
  Index axis;
  Tensor positions;
};

// The number of axes that an index takes from the tensor.
Index axes_of(const char* op, const TensorIndex& index) {
  if (std::holds_alternative<NoneType>(index.value()) ||
      std::holds_alternative<EllipsisType>(index.value())) {
    return 0;
  }
  const auto* tensor = std::get_if<Tensor>(&index.value());
  return tensor && tensor->dtype(op) == bool_ ? static_cast<Index>(tensor->rank()) : 1;
}

Tensor sliced(const Tensor& x, Index axis, const Slice& slice) {
  const Index size = x.size(axis);
  const bool back = slice.step < 0;
  return xgrad::slice(x, axis, slice.begin.value_or(back ? size - 1 : 0),
                      slice.end.value_or(back ? -size - 1 : size), slice.step);
}

// The positions of a mask over the axes of `x` from `axis` on, one tensor per axis.
std::vector<AxisIndex> positions_of(const Tensor& mask, const Tensor& x, Index axis) {
  if (mask.rank() == 0) throw ShapeError("index: a mask needs an axis");
  for (std::size_t i = 0; i < mask.rank(); ++i) {
    if (mask.shape()[i] == x.shape()[static_cast<std::size_t>(axis) + i]) continue;
    throw ShapeError(
        fmt::format("index: the mask {} does not fit axis {} of {}", mask.shape(), axis, x.shape()),
        "a mask has the sizes of the axes that it selects from");
  }
  std::vector<AxisIndex> found;
  for (const Tensor& positions : unbind(nonzero(mask), 1)) {
    found.push_back({axis + static_cast<Index>(found.size()), positions});
  }
  return found;
}

// The positions of broadcast indices in the merged axes, row-major.
Tensor merged_positions(const Tensor& x, const std::vector<AxisIndex>& indices) {
  Shape shape = indices[0].positions.shape();
  for (const AxisIndex& index : indices) {
    shape = broadcast_shapes("index", shape, index.positions.shape());
  }
  Array merged = kernels::zeros(shape, int64);
  auto* const sum = merged.mutable_data<std::int64_t>();
  for (const auto& [axis, positions] : indices) {
    const Index size = x.size(axis);
    const Array dense = kernels::contiguous(kernels::expand(positions.array(), shape));
    const auto* const elements = dense.data<std::int64_t>();
    for (Index i = 0; i < merged.numel(); ++i) {
      const std::int64_t at = elements[i];
      if (at < -size || at >= size) {
        throw IndexError(fmt::format("index: position {} is out of range for axis {} of {}", at,
                                     axis, x.shape()));
      }
      sum[i] = sum[i] * size + (at < 0 ? at + size : at);
    }
  }
  return Tensor(std::move(merged));
}

// Selects by several indices at once. Axes that are not adjacent move to the front.
Tensor gathered(Tensor x, std::vector<AxisIndex> indices) {
  const auto count = static_cast<Index>(indices.size());
  if (indices.back().axis - indices[0].axis != count - 1) {
    Axes order;
    for (AxisIndex& index : indices) {
      order.push_back(index.axis);
      index.axis = static_cast<Index>(order.size()) - 1;
    }
    for (Index axis = 0; axis < static_cast<Index>(x.rank()); ++axis) {
      if (std::ranges::find(order, axis) == order.end()) order.push_back(axis);
    }
    x = permute(x, order);
  }
  const Tensor positions = merged_positions(x, indices);
  const Index first = indices[0].axis;
  return index_select(flatten(x, first, first + count - 1), first, positions);
}

// The elements that the indices select.
Tensor selected(const Tensor& x, std::span<const TensorIndex> at) {
  const auto rank = static_cast<Index>(x.rank("index"));
  Index taken = 0, ellipses = 0;
  for (const TensorIndex& item : at) {
    taken += axes_of("index", item);
    ellipses += std::holds_alternative<EllipsisType>(item.value()) ? 1 : 0;
  }
  if (taken > rank) {
    throw IndexError(fmt::format("index: indices for {} axes were given for {}", taken, x.shape()));
  }
  if (ellipses > 1) throw IndexError("index: Ellipsis was given twice");

  Tensor result = x;
  std::vector<AxisIndex> tensors;
  Index axis = 0;
  for (const TensorIndex& item : at) {
    if (const auto* position = std::get_if<Index>(&item.value())) {
      result = select(result, axis, *position);
    } else if (const auto* slice = std::get_if<Slice>(&item.value())) {
      result = sliced(result, axis++, *slice);
    } else if (std::holds_alternative<NoneType>(item.value())) {
      result = unsqueeze(result, axis++);
    } else if (std::holds_alternative<EllipsisType>(item.value())) {
      axis += rank - taken;
    } else if (const Tensor& tensor = std::get<Tensor>(item.value()); tensor.dtype() == bool_) {
      for (AxisIndex& part : positions_of(tensor, result, axis)) tensors.push_back(std::move(part));
      axis += static_cast<Index>(tensor.rank());
    } else if (tensor.dtype() == int64 && tensor.rank() == 0) {
      result = select(result, axis, tensor.item<Index>());
    } else if (tensor.dtype() == int64) {
      tensors.push_back({axis++, tensor});
    } else {
      throw DTypeError(fmt::format("index: an index is {}, expected int64 or bool", tensor.array()),
                       "cast with to(x, int64)");
    }
  }
  return tensors.empty() ? result : gathered(std::move(result), std::move(tensors));
}

// A copy of the vector `x` with `elements` at their positions, each of which occurs once.
Tensor with_elements(const Tensor& x, const Tensor& positions, const Tensor& elements) {
  Array value = kernels::copy(x.array());
  const Array at = kernels::contiguous(positions.array());
  const Array source = kernels::contiguous(elements.array());
  std::vector<bool> written(static_cast<std::size_t>(value.numel()));
  visit_dtype(x.dtype(), [&](auto element) {
    using T = decltype(element);
    const auto* const place = at.data<std::int64_t>();
    const T* const from = source.data<T>();
    T* const to = value.mutable_data<T>();
    for (Index i = 0; i < at.numel(); ++i) {
      const std::int64_t position = place[i];
      if (written[static_cast<std::size_t>(position)]) {
        throw ValueError("index_put: an element is selected twice",
                         "sum the values with accumulate = true");
      }
      written[static_cast<std::size_t>(position)] = true;
      to[position] = from[i];
    }
  });
  return record(
      "index_put", std::move(value), {x, elements},
      [at = saved(positions)](const Tensor& g) {
        return with_elements(g, at(), zeros_like(index_select(g, 0, at())));
      },
      [at = saved(positions)](const Tensor& g) { return index_select(g, 0, at()); });
}

// A tensor and its mask with the same shape.
std::pair<Tensor, Tensor> broadcast(const char* op, const Tensor& x, const Tensor& mask) {
  if (mask.dtype(op) != bool_) {
    throw DTypeError(fmt::format("{}: the mask is {}, expected bool", op, mask.array()),
                     "compare first: ne(mask, 0)");
  }
  const Shape shape = broadcast_shapes(op, x.shape(op), mask.shape());
  return {expand(x, shape), expand(mask, shape)};
}

// `x` with `value` where the mask, which has its shape, is true.
Array filled(const Array& x, const Array& mask, Scalar value) {
  Array result = Array::empty(x.shape(), x.dtype());
  const kernels::StridedLoop<3> loop(x.shape(), {result.strides(), x.strides(), mask.strides()});
  const auto steps = loop.steps();
  const bool* const flags = mask.data<bool>();
  visit_dtype(x.dtype(), [&]<class T>(T) {
    // Chosen by bits: a branch on a mask without order is mispredicted half of the time.
    using Bits =
        std::conditional_t<sizeof(T) == 1, std::uint8_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
    const auto element = std::bit_cast<Bits>(value.to<T>("masked_fill"));
    auto* const out = static_cast<Bits*>(result.raw());
    const auto* const in = static_cast<const Bits*>(x.raw());
    loop.for_each_run([&](const auto& at) {
      for (Index i = 0; i < loop.run_length(); ++i) {
        const Bits kept = in[at[1] + i * steps[1]];
        const auto chosen = static_cast<Bits>(Bits{0} - Bits{flags[at[2] + i * steps[2]]});
        out[at[0] + i * steps[0]] = static_cast<Bits>(kept ^ ((kept ^ element) & chosen));
      }
    });
  });
  return result;
}

}  // namespace

Tensor index(const Tensor& x, std::initializer_list<TensorIndex> at) {
  return index(x, std::span(at.begin(), at.size()));
}

Tensor index(const Tensor& x, std::span<const TensorIndex> at) {
  return with_out_of_memory([&]() -> Tensor { return selected(x, at); });
}

Tensor index_put(const Tensor& x, std::initializer_list<TensorIndex> at, const Tensor& values,
                 bool accumulate) {
  return index_put(x, std::span(at.begin(), at.size()), values, accumulate);
}

Tensor index_put(const Tensor& x, std::span<const TensorIndex> at, const Tensor& values,
                 bool accumulate) {
  return with_out_of_memory([&]() -> Tensor {
    if (values.dtype("index_put") != x.dtype("index_put")) {
      throw DTypeError(
          fmt::format("index_put: the values are {}, x is {}", values.array(), x.array()),
          "cast the values with to(values, x.dtype())");
    }
    // The positions of the selected elements, by the same indices on a tensor of positions.
    const Tensor selected = index(reshape(arange(x.numel()), x.shape()), at);
    const Tensor positions = reshape(selected, {-1}), elements = reshape(x, {-1});
    const Tensor written = reshape(expand(values, selected.shape()), {-1});
    return reshape(accumulate ? index_add(elements, 0, positions, written)
                              : with_elements(elements, positions, written),
                   x.shape());
  });
}

Tensor index_put(const Tensor& x, std::initializer_list<TensorIndex> at, Scalar value) {
  return index_put(x, at, full({}, value, x.dtype("index_put")));
}

Tensor nonzero(const Tensor& x) {
  const Array mask =
      kernels::contiguous(x.dtype("nonzero") == bool_ ? x.array() : ne(x, 0).array());
  const bool* const flags = mask.data<bool>();
  const Index count = std::count(flags, flags + mask.numel(), true);
  Array positions = Array::empty({count, static_cast<Index>(x.rank())}, int64);
  auto* next = positions.mutable_data<std::int64_t>() + positions.numel();
  for (Index i = mask.numel(); i-- > 0;) {
    if (!flags[i]) continue;
    Index rest = i;
    for (std::size_t axis = x.rank(); axis-- > 0; rest /= x.shape()[axis]) {
      *--next = rest % x.shape()[axis];
    }
  }
  return Tensor(std::move(positions));
}

Tensor masked_select(const Tensor& x, const Tensor& mask) {
  const auto [elements, flags] = broadcast("masked_select", x, mask);
  return index(reshape(elements, {-1}), {reshape(flags, {-1})});
}

Tensor masked_fill(const Tensor& x, const Tensor& mask, Scalar value) {
  const auto [elements, flags] = broadcast("masked_fill", x, mask);
  return record("masked_fill", filled(elements.array(), flags.array(), value), {elements},
                [mask = saved(flags)](const Tensor& g) { return masked_fill(g, mask(), 0); });
}

}  // namespace xgrad
