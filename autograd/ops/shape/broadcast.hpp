// Tensors of one shape by repetition, as read-only views.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>
#include <vector>

namespace xgrad {

/// Repeats axes of size 1 and adds leading axes: another name of `expand`. The result is a read-only
/// view.
/// [a, 1] -> [..., a, b]
/// Throws ShapeError when `x` does not broadcast to `shape`.
Tensor broadcast_to(const Tensor& x, const Shape& shape);

/// Expands tensors to the shape to which all of them broadcast. The results are read-only views.
/// [a, 1], [b], ... -> [a, b] each
/// Throws ShapeError when they do not broadcast.
std::vector<Tensor> broadcast_tensors(const std::vector<Tensor>& tensors);

/// The order of the first two axes of a grid.
enum class Indexing : std::uint8_t {
  ij,  ///< rows first: axis i of the grid belongs to vector i
  xy,  ///< columns first: the first two axes are swapped
};

/// The coordinates of the points of a grid, one tensor per vector. The results are read-only views.
/// [n], [m], ... -> [n, m, ...] each
/// Scalars are vectors of one element. Throws ShapeError for tensors with more axes, ValueError for
/// an empty list.
std::vector<Tensor> meshgrid(const std::vector<Tensor>& vectors, Indexing indexing = Indexing::ij);

}  // namespace xgrad
