// The inputs of the steps, projected a chunk of steps at a time. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>

namespace xgrad::nn {

/// W x + b, and + b' where the cell only sees the sum.
class InputProduct {
 public:
  /// For inputs like `input`, rows of features or class indices.
  InputProduct(const CellInfo& cell, const CellTensors& weights, const Tensor& input);

  /// The product for `x`, in general written into `rows`.   [r, features] or [r] -> [r, blocks *
  /// hidden]
  Tensor operator()(const Tensor& x, const Array& rows) const;

  /// What it multiplies and adds.
  std::vector<Tensor> weights() const { return {weight_, bias_, columns_}; }

 private:
  Tensor weight_, bias_, columns_;
};

/// The rows that the recurrent products are added to: W x + b and, where the cell keeps them apart,
/// b'. They are made a chunk at a time, so that the steps find them in the cache, as the gradients
/// of the projection find those of the steps. Those of a run that is recorded stay, a group of
/// chunks in a buffer; others take the place of those before.
class Projection {
 public:
  /// `inputs` are those of each chunk, `width` the elements of a row. All must outlive it.
  Projection(const CellInfo& cell, const Timeline& timeline, const std::vector<Tensor>& inputs,
             const InputProduct& product, const Tensor& b_hh, Index width, DType dtype,
             bool recorded);

  /// Makes the rows of the chunk of step t, unless it is the one made last.
  void go_to(Index t);
  const Tensor& from_input(Index t) const { return from_input_[place(t)]; }
  /// What the product of the hidden state is added to.
  const Tensor& from_hidden(Index t) const {
    return from_hidden_.empty() ? from_input(t) : from_hidden_[place(t)];
  }

 private:
  std::size_t place(Index t) const { return static_cast<std::size_t>(t - timeline_.chunk(chunk_)); }
  void make_room();
  std::vector<Tensor> by_steps(const Tensor& rows) const;

  const CellInfo& cell_;
  const Timeline& timeline_;
  const std::vector<Tensor>& inputs_;
  const InputProduct& product_;
  Tensor b_hh_;
  Index width_;
  DType dtype_;
  bool recorded_;
  Index chunk_ = -1, room_ = -1;
  Index first_row_ = 0;  // of those in the buffers
  Array rows_, hidden_rows_;
  std::vector<Tensor> from_input_, from_hidden_;
};

}  // namespace xgrad::nn
