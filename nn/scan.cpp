// The time loop, written once for all cells: a product projects the inputs of some steps, then each
// step is one product and one formula. See Note [The scan].
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/scan.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

// The rows that the recurrent products of a layer are added to: W x + b and, where the cell keeps
// them apart, b'. They are made some steps at a time, so that the steps find them in the cache, as
// the gradients of the projection find those of the steps; all lie in one buffer.
class Projection {
 public:
  Projection(const CellKind& cell, const CellWeights& weights, const Tensor& input)
      : cell_(cell),
        weights_(weights),
        at_once_(std::max<Index>(1, kRows / std::max<Index>(1, input.size(1)))),
        inputs_(split(input, at_once_)),
        w_ih_(weights.w_ih, at_once_ * input.size(1), static_cast<Index>(inputs_.size())),
        shape_({input.size(0), input.size(1), weights.w_hh.size(0)}),
        rows_(Array::empty(shape_, weights.w_hh.dtype())) {
    const bool sums_biases = !cell.separate && weights.b_ih.defined();
    bias_ = sums_biases ? add(weights.b_ih, weights.b_hh) : Tensor(weights.b_ih);
    if (cell.separate) hidden_rows_ = Array::empty(shape_, weights.w_hh.dtype());
    if (input.dtype() != int64) return;
    const Tensor columns = transpose(weights.w_ih, 0, 1);
    columns_ = bias_.defined() ? add(columns, bias_) : contiguous(columns);
  }

  // Makes the rows of step t and its neighbours, unless they are those made last.
  void go_to(Index t) {
    const Index chunk = t / at_once_;
    if (chunk == chunk_) return;
    chunk_ = chunk;
    const Tensor& x = inputs_[static_cast<std::size_t>(chunk)];
    from_input_ = unbind(project(x, part(rows_, x)));
    if (cell_.separate) from_hidden_ = unbind(repeat_into(part(hidden_rows_, x), weights_.b_hh));
  }
  const Tensor& from_input(Index t) const {
    return from_input_[static_cast<std::size_t>(t % at_once_)];
  }
  const Tensor& from_hidden(Index t) const {
    return from_hidden_[static_cast<std::size_t>(t % at_once_)];
  }

 private:
  static constexpr Index kRows = 96;  // enough for a product at full speed

  Array part(const Array& rows, const Tensor& x) const {
    return kernels::narrow(rows, 0, chunk_ * at_once_, x.size(0));
  }
  // Class numbers pick columns of W, to each of which b was added.
  Tensor project(const Tensor& x, const Array& rows) const {
    if (columns_.defined()) return embedding_into(rows, columns_, x);
    const Index count = x.size(0) * x.size(1);
    const Tensor start = repeat_into(kernels::reshape(rows, {count, shape_[2]}), bias_);
    return reshape(add_linear_(start, reshape(x, {count, x.size(2)}), w_ih_), rows.shape());
  }

  const CellKind& cell_;
  const CellWeights& weights_;
  Index at_once_;
  std::vector<Tensor> inputs_;
  StepWeight w_ih_;
  Shape shape_;
  Array rows_, hidden_rows_;
  Tensor bias_, columns_;
  Index chunk_ = -1;
  std::vector<Tensor> from_input_, from_hidden_;
};

// Applies the formula of a cell to the pre-activations of one step; h is written into `target`.
void advance(const CellKind& cell, const Tensor& from_input, const Tensor& from_hidden,
             std::vector<Tensor>& states, const Array& target) {
  std::vector<PointwiseInput> inputs;
  inputs.push_back({&from_input, cell.blocks, false, true});
  if (cell.separate) inputs.push_back({&from_hidden, cell.blocks, false, true});
  for (std::size_t i = cell.takes_hidden ? 0 : 1; i < states.size(); ++i) {
    inputs.push_back({&states[i], 1, false, false});
  }
  std::vector<Tensor> next(states.size());
  apply_formula(cell.call, inputs, next, {&target, 1});
  states = std::move(next);
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
  Projection projection(cell, weights, input);
  const StepWeight w_hh(weights.w_hh, input.size(1), time);
  std::vector<Tensor> hidden(static_cast<std::size_t>(time));
  for (Index step = 0; step < time; ++step) {
    const Index t = reverse ? time - 1 - step : step;
    projection.go_to(t);
    const Tensor& from_input = projection.from_input(t);
    const Tensor& start = cell.separate ? projection.from_hidden(t) : from_input;
    const Tensor product = add_linear_(start, states[0], w_hh);
    advance(cell, cell.separate ? from_input : product, product, states,
            kernels::select(buffer, 0, t));
    hidden[static_cast<std::size_t>(t)] = states[0];
  }
  return stack(hidden);
}

}  // namespace xgrad::nn
