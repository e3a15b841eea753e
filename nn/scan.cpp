// The time loop, written once for all cells: one product projects all inputs, then each step is one
// product and one formula. See Note [The scan].
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/add_linear.hpp>
#include <xgrad/autograd/record.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/scan.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

// W x + b for all steps at once. Class numbers pick columns of W, to each of which b was added.
Tensor project(const Tensor& input, const Tensor& w, const Tensor& bias) {
  if (input.dtype() != int64) return linear(input, w, bias);
  const Tensor columns = transpose(w, 0, 1);
  return embedding(bias.defined() ? add(columns, bias) : contiguous(columns), input);
}

// The rows that the recurrent products of all steps are added to: copies of b', or zeros.
Tensor recurrent_start(const Tensor& bias, const Shape& shape, DType dtype) {
  if (!bias.defined()) return Tensor(kernels::zeros(shape, dtype));
  return record("repeat", kernels::copy(kernels::expand(bias.array(), shape)), {bias},
                [](const Tensor& g) { return g; });
}

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
  const bool sums_biases = !cell.separate && weights.b_ih.defined();
  const Tensor bias = sums_biases ? add(weights.b_ih, weights.b_hh) : Tensor(weights.b_ih);
  const Tensor projected = project(input, weights.w_ih, bias);
  const std::vector<Tensor> from_input = unbind(projected);
  std::vector<Tensor> from_hidden;
  if (cell.separate) {
    from_hidden = unbind(recurrent_start(weights.b_hh, projected.shape(), projected.dtype()));
  }

  const StepWeight w_hh(weights.w_hh, input.size(1), input.size(0));
  std::vector<Tensor> hidden(from_input.size());
  for (std::size_t step = 0; step < hidden.size(); ++step) {
    const std::size_t t = reverse ? hidden.size() - 1 - step : step;
    const Tensor& start = cell.separate ? from_hidden[t] : from_input[t];
    const Tensor product = add_linear_(start, states[0], w_hh);
    advance(cell, cell.separate ? from_input[t] : product, product, states,
            kernels::select(buffer, 0, static_cast<Index>(t)));
    hidden[t] = states[0];
  }
  return stack(hidden);
}

}  // namespace xgrad::nn
