// Contractions of tensors whose axes have labels, as batched matrix products.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace xgrad {

/// The labels of the axes of a tensor, in their order.
using Labels = std::vector<int>;

/// A tensor with a label for each axis.
struct Labelled {
  Tensor tensor;
  Labels labels;

  bool has(int label) const {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  }
  Index axis(int label) const {
    return std::find(labels.begin(), labels.end(), label) - labels.begin();
  }
  Index size(int label) const { return tensor.shape()[static_cast<std::size_t>(axis(label))]; }

  /// Sums over the axes of these labels.
  void sum_over(const Labels& unneeded);
  /// Removes an axis of size 1.
  void drop(int label);
};

bool contains(const Labels& labels, int label);

/// The product of two operands, summed over the labels that are not in `needed`.
Labelled contract(Labelled a, Labelled b, const Labels& needed);

/// Throws ValueError or DTypeError, naming `op`, unless all operands are defined and have one floating
/// type.
void check_operands(const char* op, std::span<const Tensor> operands);

/// Checks operands in this way that may also be int64.
void check_number_operands(const char* op, std::span<const Tensor> operands);

}  // namespace xgrad
