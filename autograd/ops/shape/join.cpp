// Concatenation and splitting; each is the pullback of the other.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/join.hpp>

#include <algorithm>

namespace xgrad {
namespace {

std::vector<Array> arrays_of(const char* op, const std::vector<Tensor>& tensors) {
  std::vector<Array> arrays;
  arrays.reserve(tensors.size());
  for (const Tensor& tensor : tensors) arrays.push_back(tensor.array(op));
  return arrays;
}

std::size_t cut_axis(const char* op, const Tensor& x, Index axis) {
  if (x.rank(op) == 0) throw IndexError(fmt::format("{}: a scalar (shape []) has no axes", op));
  return normalize_axis(op, axis, x.shape());
}

// Slices of equal size, except for a smaller last one; a single empty slice for an empty axis.
std::vector<AxisSlice> even_slices(Index total, Index size) {
  std::vector<AxisSlice> slices;
  slices.reserve(static_cast<std::size_t>(total / size) + 1);
  slices.push_back({0, std::min(size, total)});
  for (Index begin = size; begin < total; begin += size) {
    slices.push_back({begin, std::min(size, total - begin)});
  }
  return slices;
}

// The gradients of all slices, with zeros for slices without gradient.
std::vector<Tensor> complete(std::span<const Tensor> gradients, DType dtype,
                             const std::vector<Shape>& shapes) {
  std::vector<Tensor> all(gradients.begin(), gradients.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].defined()) all[i] = Tensor(kernels::zeros(shapes[i], dtype));
  }
  return all;
}

std::vector<Tensor> cut(const char* name, const Tensor& x, std::size_t axis,
                        std::vector<AxisSlice> slices) {
  std::vector<Shape> shapes(slices.size(), x.shape());
  for (std::size_t i = 0; i < slices.size(); ++i) shapes[i][axis] = slices[i].size;
  return record_slices(
      name, x, axis, std::move(slices), false,
      [axis, dtype = x.dtype(), shapes = std::move(shapes)](std::span<const Tensor> gradients) {
        return cat_or_view(complete(gradients, dtype, shapes), static_cast<Index>(axis));
      });
}

Tensor record_cat(Array value, const std::vector<Tensor>& tensors, Index axis) {
  const auto at = static_cast<Index>(normalize_axis("cat", axis, value.shape()));
  std::vector<Index> sizes;
  sizes.reserve(tensors.size());
  for (const Tensor& tensor : tensors) sizes.push_back(tensor.size(at));
  return record_general(
      "cat", {std::move(value)}, tensors,
      [at, sizes = std::move(sizes)](std::span<const Tensor> gradients, GradientSink& sink) {
        const std::vector<Tensor> parts = split(gradients[0], sizes, at);
        for (std::size_t i = 0; i < parts.size(); ++i) sink.add(i, parts[i]);
      })[0];
}

Tensor record_stack(Array value, const std::vector<Tensor>& tensors, Index axis) {
  const auto at = static_cast<Index>(normalize_axis("stack", axis, value.shape()));
  return record_general("stack", {std::move(value)}, tensors,
                        [at](std::span<const Tensor> gradients, GradientSink& sink) {
                          const std::vector<Tensor> parts = unbind(gradients[0], at);
                          for (std::size_t i = 0; i < parts.size(); ++i) sink.add(i, parts[i]);
                        })[0];
}

}  // namespace

Tensor cat(const std::vector<Tensor>& tensors, Index axis) {
  return with_out_of_memory([&]() -> Tensor {
    return record_cat(kernels::cat(arrays_of("cat", tensors), axis), tensors, axis);
  });
}

Tensor stack(const std::vector<Tensor>& tensors, Index axis) {
  return with_out_of_memory([&]() -> Tensor {
    return record_stack(kernels::stack(arrays_of("stack", tensors), axis), tensors, axis);
  });
}

Tensor cat_of(Array whole, const std::vector<Tensor>& slices, Index axis) {
  check_target("cat_of", whole);
  return with_out_of_memory([&] { return record_cat(std::move(whole), slices, axis); });
}

Tensor cat_or_view(const std::vector<Tensor>& tensors, Index axis) {
  return with_out_of_memory([&]() -> Tensor {
    return record_cat(kernels::cat_or_view(arrays_of("cat", tensors), axis), tensors, axis);
  });
}

Tensor stack_or_view(const std::vector<Tensor>& tensors, Index axis) {
  return with_out_of_memory([&]() -> Tensor {
    return record_stack(kernels::stack_or_view(arrays_of("stack", tensors), axis), tensors, axis);
  });
}

std::vector<Tensor> unbind(const Tensor& x, Index axis) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    const std::size_t at = cut_axis("unbind", x, axis);
    std::vector<AxisSlice> slices;
    slices.reserve(static_cast<std::size_t>(x.shape()[at]));
    for (Index i = 0; i < x.shape()[at]; ++i) slices.push_back({i, 1});
    Shape rest = x.shape();
    rest.erase(at);
    return record_slices("unbind", x, at, std::move(slices), true,
                         [at, dtype = x.dtype(), rest](std::span<const Tensor> gradients) {
                           const std::vector<Shape> shapes(gradients.size(), rest);
                           return stack_or_view(complete(gradients, dtype, shapes),
                                                static_cast<Index>(at));
                         });
  });
}

std::vector<Tensor> chunk(const Tensor& x, Index count, Index axis) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    const std::size_t at = cut_axis("chunk", x, axis);
    if (count < 1) throw ValueError(fmt::format("chunk: {} parts, expected at least 1", count));
    const Index total = x.shape()[at];
    const Index size = total / count + (total % count > 0 ? 1 : 0);
    return cut("chunk", x, at, even_slices(total, std::max<Index>(1, size)));
  });
}

std::vector<Tensor> split(const Tensor& x, Index size, Index axis) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    const std::size_t at = cut_axis("split", x, axis);
    if (size < 1)
      throw ValueError(fmt::format("split: parts of size {}, expected at least 1", size));
    return cut("split", x, at, even_slices(x.shape()[at], size));
  });
}

std::vector<Tensor> split(const Tensor& x, const std::vector<Index>& sizes, Index axis) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    const std::size_t at = cut_axis("split", x, axis);
    std::vector<AxisSlice> slices;
    Index begin = 0;
    for (const Index size : sizes) {
      slices.push_back({begin, size});
      begin = saturating_sum(begin, size);
    }
    const bool negative =
        std::any_of(sizes.begin(), sizes.end(), [](Index size) { return size < 0; });
    if (negative || begin != x.shape()[at]) {
      throw ShapeError(fmt::format("split: the sizes add up to {}, axis {} of {} has {}", begin, at,
                                   x.shape(), x.shape()[at]),
                       negative ? "sizes are not negative" : "");
    }
    return cut("split", x, at, std::move(slices));
  });
}

}  // namespace xgrad
