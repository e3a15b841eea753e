// Checks and selections of the rows of several tensors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/tensor_dataset.hpp>

#include <algorithm>

namespace xgrad::nn::data {

void check_example(const char* who, Index index, Index size) {
  if (index >= 0 && index < size) return;
  throw IndexError(
      fmt::format("{}: there is no example {} in a dataset of {} examples", who, index, size));
}

Index check_rows(std::span<const Tensor> tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Shape& shape = tensors[i].shape("TensorDataset");
    if (shape.empty())
      throw ShapeError(
          fmt::format("TensorDataset: tensor {} is a scalar, expected [size, ...]", i));
    if (shape[0] != tensors[0].shape()[0])
      throw ShapeError(fmt::format("TensorDataset: tensor {} is {}, but tensor 0 is {}", i, shape,
                                   tensors[0].shape()),
                       "each example is a row of every tensor");
  }
  return tensors[0].shape()[0];
}

void select_row(std::span<const Tensor> tensors, Index index, std::span<Tensor> rows) {
  check_example("TensorDataset", index, tensors[0].shape()[0]);
  for (std::size_t i = 0; i < tensors.size(); ++i) rows[i] = select(tensors[i], 0, index);
}

void select_rows(std::span<const Tensor> tensors, std::span<const Index> indices,
                 std::span<Tensor> batch) {
  const Index size = tensors[0].shape()[0];
  for (const Index index : indices) check_example("TensorDataset", index, size);
  const Tensor positions = from_pointer(indices.data(), {static_cast<Index>(indices.size())});
  for (std::size_t i = 0; i < tensors.size(); ++i)
    batch[i] = index_select(tensors[i], 0, positions);
}

}  // namespace xgrad::nn::data
