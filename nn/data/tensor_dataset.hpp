// TensorDataset: the rows of tensors as examples.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/data/dataset.hpp>

#include <array>

namespace xgrad::nn::data {

/// The common number of rows. Throws ShapeError when the tensors differ, ValueError for an undefined
/// one; implements `TensorDataset`.
Index check_rows(std::span<const Tensor> tensors);
/// The row `index` of each tensor, as a view; implements `TensorDataset`.
void select_row(std::span<const Tensor> tensors, Index index, std::span<Tensor> rows);
/// The rows at these indices of each tensor; implements `TensorDataset`.
void select_rows(std::span<const Tensor> tensors, std::span<const Index> indices,
                 std::span<Tensor> batch);

/// Examples are the rows, along the first axis, of N tensors:
///
///   const TensorDataset dataset(inputs, targets);
///   const auto [input, target] = dataset[0];
template <std::size_t N>
class TensorDataset {
 public:
  /// [size, ...] each
  /// Throws ShapeError when the tensors differ in their first size, ValueError for an undefined one.
  template <std::convertible_to<Tensor>... Tensors>
  requires(sizeof...(Tensors) == N && N > 0) explicit TensorDataset(const Tensors&... tensors)
      : tensors_{tensors...}, size_(check_rows(tensors_)) {}

  Index size() const { return size_; }
  const std::array<Tensor, N>& tensors() const { return tensors_; }

  /// An example, as views of the rows.
  /// -> [...] each
  /// Throws IndexError.
  std::array<Tensor, N> operator[](Index index) const {
    std::array<Tensor, N> rows;
    select_row(tensors_, index, rows);
    return rows;
  }

  /// A batch of examples, by one `index_select` for each tensor.
  /// -> [batch, ...] each
  /// Throws IndexError.
  std::array<Tensor, N> get_batch(std::span<const Index> indices) const {
    std::array<Tensor, N> batch;
    select_rows(tensors_, indices, batch);
    return batch;
  }

 private:
  std::array<Tensor, N> tensors_;
  Index size_;
};

template <class... Tensors>
TensorDataset(const Tensors&...) -> TensorDataset<sizeof...(Tensors)>;

}  // namespace xgrad::nn::data
