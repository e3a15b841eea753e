// Broadcasting, by expanded views.
#include <xgrad/autograd/ops/shape/broadcast.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

namespace xgrad {

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  return expand(x, shape);
}

std::vector<Tensor> broadcast_tensors(const std::vector<Tensor>& tensors) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    Shape shape;
    for (const Tensor& tensor : tensors) {
      shape = broadcast_shapes("broadcast_tensors", shape, tensor.shape("broadcast_tensors"));
    }
    checked_numel("broadcast_tensors", shape);
    std::vector<Tensor> results;
    results.reserve(tensors.size());
    for (const Tensor& tensor : tensors) results.push_back(expand(tensor, shape));
    return results;
  });
}

std::vector<Tensor> meshgrid(const std::vector<Tensor>& vectors, Indexing indexing) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    if (vectors.empty()) throw ValueError("meshgrid: there are no vectors");
    const bool swapped = indexing == Indexing::xy && vectors.size() > 1;
    const auto axis_of = [&](std::size_t i) { return swapped && i < 2 ? 1 - i : i; };
    Shape grid;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      const Tensor& vector = vectors[axis_of(i)];
      if (vector.rank("meshgrid") > 1) {
        throw ShapeError(fmt::format("meshgrid: tensor {} is {}, expected a vector or a scalar",
                                     axis_of(i), vector.shape()));
      }
      grid.push_back(vector.numel());
    }
    checked_numel("meshgrid", grid);
    std::vector<Tensor> results;
    results.reserve(vectors.size());
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      Shape along = Shape::filled(grid.size(), 1);
      along[axis_of(i)] = vectors[i].numel();
      results.push_back(expand(reshape(vectors[i], along), grid));
    }
    return results;
  });
}

}  // namespace xgrad
