// Single time steps: one iteration of a scan.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/module/checks.hpp>
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/option_checks.hpp>
#include <xgrad/nn/recurrent/scan/unroll.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

namespace xgrad::nn {
namespace {

RecurrentOptions checked(const CellInfo& cell, const CellOptions& options) {
  check_positive("recurrent cell", "input_size", options.input_size);
  check_positive("recurrent cell", "hidden_size", options.hidden_size);
  const RecurrentOptions of_layer = {.input_size = options.input_size,
                                     .hidden_size = options.hidden_size,
                                     .bias = options.bias,
                                     .dtype = options.dtype};
  check_sizes("recurrent cell", cell, of_layer);
  check_size_of_input("recurrent cell", cell, of_layer);
  return of_layer;
}

}  // namespace

CellBase::CellBase(const CellInfo& cell, const CellOptions& options, Generator& generator)
    : cell_(&cell), input_size_(options.input_size), weights_(with_out_of_memory([&] {
        return LayerWeights(
            cell, checked(cell, options), options.input_size, "",
            [this](const std::string& name, const Tensor& value) {
              return register_parameter(name, value);
            },
            generator);
      })) {}

std::string CellBase::extra_repr() const {
  return fmt::format("{} -> {}{}", input_size_, weights_.size_of_state(0),
                     update_gate_text(*cell_));
}

std::optional<GateConvention> CellBase::gate_convention() const {
  return update_gate_convention(*cell_, *this);
}

State CellBase::forward(const Tensor& input, const State& state) const {
  const bool classes = input.dtype("input") == int64;
  if (!classes) {
    check_features(input, "input_size", input_size_);
    check_dtype(input, weights_.dtype());
  }
  check_classes(*cell_, input);
  const std::size_t batch_axes = input.rank() - (classes ? 0 : 1);
  if (batch_axes > 1) {
    throw ShapeError(fmt::format("input {} has {} axes, expected [batch{}], or no batch axis",
                                 input.shape(), input.rank(), classes ? "" : ", input_size"));
  }
  const bool batched = batch_axes == 1;
  const Shape batch = batched ? Shape{input.size(0)} : Shape{};
  const Index hidden = weights_.size_of_state(0);
  check_states(*cell_, name(), state,
               {batch, batched ? "batch, " : "", hidden, hidden, weights_.dtype()});

  const auto with_batch = [&](const Tensor& x) { return batched ? x : unsqueeze(x, 0); };
  std::vector<Tensor> states = state.tensors();
  states.resize(static_cast<std::size_t>(cell_->states));
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i] = states[i].defined() ? with_batch(states[i])
                                    : full({batched ? input.size(0) : 1, hidden},
                                           cell_->initial_value(i), weights_.dtype());
  }
  step(*cell_, weights_.tensors(), hidden, with_batch(input), states);
  if (!batched) {
    for (Tensor& s : states) s = squeeze(s, 0);
  }
  return State::of(std::move(states));
}

}  // namespace xgrad::nn
