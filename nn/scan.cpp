// The time loop, written once for all cells: a product projects the inputs of some steps, then each
// step is one product and one formula. See Note [The scan].
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/pool_vector.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/scan.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

// True when the way back will come, which needs the rows of every step.
bool is_recorded(const CellWeights& weights, const Tensor& input, std::span<const Tensor> states) {
  return needs_record(input, weights.w_ih.tensor(), weights.w_hh.tensor(), weights.b_ih.tensor(),
                      weights.b_hh.tensor()) ||
         needs_record(states);
}

// W x + b, and + b' where the cell only sees the sum.
class InputProduct {
 public:
  InputProduct(const CellKind& cell, const CellWeights& weights, const Tensor& input)
      : weight_(weights.w_ih.tensor()), bias_(weights.b_ih.tensor()) {
    if (!cell.separate && bias_.defined()) bias_ = add(bias_, weights.b_hh.tensor());
    if (input.dtype() != int64) return;
    // Class numbers pick columns of W; b is added to those picked, or before, if all are fewer.
    columns_ = transpose(weight_, 0, 1);
    if (input.numel() < columns_.size(0)) return;
    columns_ = bias_.defined() ? add(columns_, bias_) : contiguous(columns_);
    bias_ = Tensor();
  }

  // The product for `x`, in general written into `rows`.
  Tensor operator()(const Tensor& x, const Array& rows) const {
    if (columns_.defined()) {
      const Tensor picked = embedding_into(rows, columns_, x);
      return bias_.defined() ? add(picked, bias_) : picked;
    }
    const Index count = x.numel() / x.size(-1), width = rows.shape().back();
    const Tensor start = repeat_into(kernels::reshape(rows, {count, width}), bias_);
    const Tensor product = add_linear_(start, reshape(x, {count, x.size(-1)}), weight_);
    return reshape(product, rows.shape());
  }

 private:
  Tensor weight_, bias_, columns_;
};

// The rows that the recurrent products of a layer are added to: W x + b and, where the cell keeps
// them apart, b'. They are made some steps at a time, so that the steps find them in the cache, as
// the gradients of the projection find those of the steps; those of a pass that is recorded all lie
// in one buffer, others in the place of those before.
class Projection {
 public:
  Projection(const CellKind& cell, const CellWeights& weights, const Tensor& input, bool recorded)
      : product_(cell, weights, input),
        bias_(weights.b_hh.tensor()),
        at_once_(std::max<Index>(1, kRows / std::max<Index>(1, input.size(1)))),
        inputs_(split(input, at_once_)) {
    const Index steps = recorded ? input.size(0) : inputs_[0].size(0);
    const Shape shape = {steps, input.size(1), weights.w_hh.size(0)};
    rows_ = Array::empty(shape, weights.w_hh.dtype());
    if (cell.separate) hidden_rows_ = Array::empty(shape, weights.w_hh.dtype());
  }

  // Makes the rows of step t and its neighbours, unless they are those made last.
  void go_to(Index t) {
    const Index chunk = t / at_once_;
    if (chunk == chunk_) return;
    chunk_ = chunk;
    const Tensor& x = inputs_[static_cast<std::size_t>(chunk)];
    from_input_ = unbind(product_(x, part(rows_, x)));
    if (hidden_rows_.defined()) from_hidden_ = unbind(repeat_into(part(hidden_rows_, x), bias_));
  }
  const Tensor& from_input(Index t) const {
    return from_input_[static_cast<std::size_t>(t % at_once_)];
  }
  // What the product of the hidden state is added to.
  const Tensor& from_hidden(Index t) const {
    return hidden_rows_.defined() ? from_hidden_[static_cast<std::size_t>(t % at_once_)]
                                  : from_input(t);
  }

 private:
  static constexpr Index kRows = 96;  // enough for a product at full speed

  Array part(const Array& rows, const Tensor& x) const {
    return kernels::narrow(rows, 0, chunk_ * at_once_ % rows.shape()[0], x.size(0));
  }

  InputProduct product_;
  Tensor bias_;
  Index at_once_;
  std::vector<Tensor> inputs_;
  Array rows_, hidden_rows_;
  Index chunk_ = -1;
  std::vector<Tensor> from_input_, from_hidden_;
};

// One step: the product of the hidden state is added to its rows, then the formula applied. The
// next h is written into the target, where there is one.
void advance(const CellKind& cell, const CellWeights& weights, const Tensor& from_input,
             const Tensor& from_hidden, std::vector<Tensor>& states,
             std::span<const Array> target) {
  const Tensor product = add_linear_(from_hidden, states[0], weights.w_hh.tensor());
  PoolVector<PointwiseInput> inputs;
  inputs.reserve(4);
  if (cell.separate) inputs.push_back({&from_input, cell.blocks, false, true});
  inputs.push_back({&product, cell.blocks, false, true});
  for (std::size_t i = cell.takes_hidden ? 0 : 1; i < states.size(); ++i) {
    inputs.push_back({&states[i], 1, false, false});
  }
  PoolVector<Tensor> next(states.size());
  apply_formula(cell.call, inputs, next, target);
  std::move(next.begin(), next.end(), states.begin());
}

}  // namespace

FirstWeights::FirstWeights(const CellKind& cell, Index input_size, Index hidden_size, bool bias,
                           DType dtype, Generator& generator) {
  const Index rows = cell.blocks * hidden_size;
  const double bound = 1 / std::sqrt(static_cast<double>(hidden_size));
  w_ih = init::uniform({rows, input_size}, bound, dtype, generator);
  w_hh = init::uniform({rows, hidden_size}, bound, dtype, generator);
  if (!bias) return;
  b_ih = init::uniform({rows}, bound, dtype, generator);
  b_hh = init::uniform({rows}, bound, dtype, generator);
}

Tensor scan(const CellKind& cell, const CellWeights& weights, const Tensor& input,
            std::vector<Tensor>& states, const Array& buffer, bool reverse) {
  const Index time = input.size(0);
  Projection projection(cell, weights, input, is_recorded(weights, input, states));
  std::vector<Tensor> hidden(static_cast<std::size_t>(time));
  for (Index step = 0; step < time; ++step) {
    const Index t = reverse ? time - 1 - step : step;
    projection.go_to(t);
    const Array target = kernels::select(buffer, 0, t);
    advance(cell, weights, projection.from_input(t), projection.from_hidden(t), states,
            {&target, 1});
    hidden[static_cast<std::size_t>(t)] = states[0];
  }
  return stack(hidden);
}

void step(const CellKind& cell, const CellWeights& weights, const Tensor& input,
          std::vector<Tensor>& states) {
  const Shape shape = {input.size(0), weights.w_hh.size(0)};
  const auto rows = [&] { return Array::empty(shape, weights.w_hh.dtype()); };
  const Tensor from_input = InputProduct(cell, weights, input)(input, rows());
  const Tensor from_hidden =
      cell.separate ? repeat_into(rows(), weights.b_hh.tensor()) : from_input;
  advance(cell, weights, from_input, from_hidden, states, {});
}

}  // namespace xgrad::nn
