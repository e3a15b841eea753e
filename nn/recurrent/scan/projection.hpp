// The input projection W x + b, computed for a chunk of time steps at once. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// W x + b, or W x + b + b' for a cell that uses only the sum.
class InputProduct {
 public:
  /// For inputs like `input`: rows of features or class indices.
  InputProduct(const CellInfo& cell, const CellTensors& weights, const Tensor& input);

  /// Computes the product for `x`, usually into `rows`.
  /// [r, features] or [r] -> [r, blocks * hidden]
  Tensor operator()(const Tensor& x, const Array& rows) const;

  /// W, if it is not given by its columns; [blocks * hidden, features].
  const Tensor& weight() const { return weight_; }
  /// What is added to each row; may be undefined.   [blocks * hidden]
  const Tensor& bias() const { return bias_; }
  /// For class indices: the rows to choose from.   [classes, blocks * hidden]
  const Tensor& columns() const { return columns_; }

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    for (Tensor* tensor : {&weight_, &bias_, &columns_}) visit(*tensor);
  }

 private:
  Tensor weight_, bias_, columns_;
};

/// The rows to which the recurrent products are added: W x + b and, for cells that take it
/// separately, b'. They are computed one chunk at a time, so that they are in the cache when the
/// steps read them; the backward pass computes the gradient of the projection in the same chunks.
/// If the forward pass is recorded, the rows are saved, with one buffer per group of chunks;
/// otherwise each chunk overwrites the previous one.
class Projection {
 public:
  /// For the chunks from `first_chunk` on, with the inputs `chunks`. References must stay valid.
  Projection(const ScanInput& scan, const ScanPlan& plan, Index first_chunk,
             const std::vector<Tensor>& chunks, const InputProduct& product, const Tensor& b_hh,
             bool recorded);

  /// Computes the rows of the chunk that contains step t, unless it is the current chunk.
  void go_to(Index t);
  const Tensor& from_input(Index t) const { return from_input_[place(t)]; }
  /// The input x of step t, for a cell whose formula takes it.
  const Tensor& input(Index t) const { return input_.empty() ? from_input(t) : input_[place(t)]; }
  /// The rows to which the recurrent product of step t is added.
  const Tensor& from_hidden(Index t) const {
    return from_hidden_.empty() ? from_input(t) : from_hidden_[place(t)];
  }

 private:
  std::size_t place(Index t) const { return static_cast<std::size_t>(t - plan_.chunk(chunk_)); }
  void make_room();
  std::vector<Tensor> by_steps(const Tensor& rows) const;

  const ScanInput& scan_;
  const ScanPlan& plan_;
  Index first_chunk_;
  const std::vector<Tensor>& chunks_;
  const InputProduct& product_;
  const Tensor& b_hh_;
  bool recorded_;
  Index chunk_ = -1, room_ = -1;
  Index first_row_ = 0;  // of the rows in the buffers
  Array rows_, hidden_rows_;
  std::vector<Tensor> input_, from_input_, from_hidden_;
};

}  // namespace xgrad::nn
