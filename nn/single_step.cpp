// RNNCell, LSTMCell and GRUCell: scans over one time step.
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/cell_kind.hpp>
#include <xgrad/nn/checks.hpp>
#include <xgrad/nn/scan.hpp>
#include <xgrad/nn/single_step.hpp>

#include <fmt/format.h>

namespace xgrad::nn {

CellBase::CellBase(const CellKind& cell, const CellOptions& options, Generator& generator)
    : cell_(&cell), weights_(registered(options, generator)) {}

CellWeights CellBase::registered(const CellOptions& options, Generator& generator) {
  check_positive("recurrent cell", "input_size", options.input_size);
  check_positive("recurrent cell", "hidden_size", options.hidden_size);
  const FirstWeights first(*cell_, options.input_size, options.hidden_size, options.bias,
                           options.dtype, generator);
  return {register_parameter("weight_ih", first.w_ih), register_parameter("weight_hh", first.w_hh),
          register_parameter("bias_ih", first.b_ih), register_parameter("bias_hh", first.b_hh)};
}

std::string CellBase::details() const {
  return fmt::format("{} -> {}", weights_.w_ih.size(1), weights_.w_hh.size(1));
}

State CellBase::forward(const Tensor& input, const State& state) const {
  const bool classes = input.dtype() == int64;
  if (!classes) {
    check_features(input, "input_size", weights_.w_ih.size(1));
    check_dtype(input, weights_.w_ih);
  }
  const std::size_t batch_axes = input.rank() - (classes ? 0 : 1);
  if (batch_axes > 1) {
    throw ShapeError(fmt::format("input {} has {} axes, expected [batch{}], or no batch axis",
                                 xgrad::to_string(input.shape()), input.rank(),
                                 classes ? "" : ", input_size"));
  }
  if (state.c.defined() && cell_->states < 2) {
    throw ValueError(fmt::format("state.c {} was given, but a {} has only h",
                                 xgrad::to_string(state.c.shape()), kind()));
  }
  const bool batched = batch_axes == 1;
  const Index hidden = weights_.w_hh.size(1);
  const Shape shape = batched ? Shape{input.size(0), hidden} : Shape{hidden};
  const char* const axes = batched ? "[batch, hidden_size]" : "[hidden_size]";
  check_state("h", state.h, shape, axes, weights_.w_hh);
  check_state("c", state.c, shape, axes, weights_.w_hh);

  const auto with_batch = [&](const Tensor& x) { return batched ? x : unsqueeze(x, 0); };
  std::vector<Tensor> states;
  for (const Tensor* s : {&state.h, &state.c}) {
    if (states.size() == static_cast<std::size_t>(cell_->states)) break;
    states.push_back(
        with_batch(s->defined() ? *s : Tensor(kernels::zeros(shape, weights_.w_hh.dtype()))));
  }
  step(*cell_, weights_, with_batch(input), states);
  const auto without_batch = [&](const Tensor& s) { return batched ? s : squeeze(s, 0); };
  return {without_batch(states[0]), states.size() > 1 ? without_batch(states[1]) : Tensor()};
}

RNNCell::RNNCell(const CellOptions& options, Generator& generator)
    : Module(rnn_kind(options.nonlinearity), checked_variants(options, true, false), generator) {}

LSTMCell::LSTMCell(const CellOptions& options, Generator& generator)
    : Module(lstm_kind(), checked_variants(options, false, false), generator) {}

GRUCell::GRUCell(const CellOptions& options, Generator& generator)
    : Module(gru_kind(options.update_gate), checked_variants(options, false, true), generator) {}

}  // namespace xgrad::nn
