// The stack: layers on top of each other, directions side by side, and the states of all.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/cell_kind.hpp>
#include <xgrad/nn/checks.hpp>
#include <xgrad/nn/dropout.hpp>
#include <xgrad/nn/scan.hpp>

#include <fmt/format.h>

namespace xgrad::nn {
namespace {

void check_options(const RecurrentOptions& options) {
  check_positive("recurrent layer", "input_size", options.input_size);
  check_positive("recurrent layer", "hidden_size", options.hidden_size);
  check_positive("recurrent layer", "num_layers", options.num_layers);
  check_probability("recurrent layer", "dropout", options.dropout);
  if (options.memory_budget < 0) {
    throw ValueError(fmt::format("recurrent layer: memory_budget is {}, must not be negative",
                                 options.memory_budget),
                     "it counts bytes; 0 stands for no limit");
  }
  if (options.dropout > 0 && options.num_layers == 1) {
    throw ValueError(
        fmt::format("recurrent layer: dropout is {}, but num_layers is 1", options.dropout),
        "it drops between layers; put an nn::Dropout behind a single one");
  }
}

// A single sequence has no batch axis; class numbers have no features axis.
bool is_batched(const Tensor& input) {
  return input.rank() == (input.dtype() == int64 ? 2u : 3u);
}

Tensor detached(const Tensor& tensor) {
  return tensor.defined() ? tensor.detach() : tensor;
}

}  // namespace

State State::detach() const {
  return {detached(h), detached(c)};
}

RecurrentBase::RecurrentBase(const CellKind& cell, const RecurrentOptions& options,
                             Generator& generator)
    : cell_(&cell), options_(options), generator_(&generator) {
  check_options(options);
  for (Index layer = 0; layer < options.num_layers; ++layer) {
    const Index features = layer == 0 ? options.input_size : directions() * options.hidden_size;
    for (Index direction = 0; direction < directions(); ++direction) {
      const std::string suffix = fmt::format("_l{}{}", layer, direction == 1 ? "_reverse" : "");
      const FirstWeights first(cell, features, options.hidden_size, options.bias, options.dtype,
                               generator);
      weights_.push_back({register_parameter("weight_ih" + suffix, first.w_ih),
                          register_parameter("weight_hh" + suffix, first.w_hh),
                          register_parameter("bias_ih" + suffix, first.b_ih),
                          register_parameter("bias_hh" + suffix, first.b_hh)});
    }
  }
}

std::string RecurrentBase::details() const {
  std::string text = fmt::format("{} -> {}", options_.input_size, options_.hidden_size);
  if (options_.num_layers > 1) text += fmt::format(", {} layers", options_.num_layers);
  if (options_.bidirectional) text += ", bidirectional";
  if (options_.dropout > 0) text += fmt::format(", dropout {}", options_.dropout);
  return text;
}

void RecurrentBase::check_input(const Tensor& input) const {
  const bool classes = input.dtype() == int64;
  const char* const layout = options_.batch_first ? "batch, time" : "time, batch";
  const std::string features = classes ? "" : fmt::format(", {}", options_.input_size);
  if (!is_batched(input) && input.rank() != (classes ? 1u : 2u)) {
    throw ShapeError(
        fmt::format("input {} has {} axes, expected [{}{}], or [time{}] for a single "
                    "sequence",
                    xgrad::to_string(input.shape()), input.rank(), layout, features, features),
        classes ? "an int64 input holds class numbers; cast features with to(x, float32)" : "");
  }
  if (!classes) {
    check_features(input, "input_size", options_.input_size,
                   options_.batch_first
                       ? "the layout is [batch, time, features], because batch_first is true"
                       : "the layout is [time, batch, features]; pass .batch_first = true for "
                         "[batch, time, features]");
    check_dtype(input, weights_[0].w_ih);
  }
  const std::size_t time_axis = options_.batch_first && is_batched(input) ? 1 : 0;
  if (input.shape()[time_axis] == 0) {
    throw ValueError(fmt::format("input {} has no time steps", xgrad::to_string(input.shape())));
  }
}

void RecurrentBase::check_states(const State& state, const Tensor& input, bool batched) const {
  if (state.c.defined() && cell_->states < 2) {
    throw ValueError(fmt::format("state.c {} was given, but a {} has only h",
                                 xgrad::to_string(state.c.shape()), kind()));
  }
  Shape expected = {options_.num_layers * directions(), options_.hidden_size};
  if (batched) expected.insert(1, input.size(1));
  const char* const axes =
      batched ? "[layers * directions, batch, hidden_size]" : "[layers * directions, hidden_size]";
  check_state("h", state.h, expected, axes, weights_[0].w_hh);
  check_state("c", state.c, expected, axes, weights_[0].w_hh);
}

RecurrentBase::States RecurrentBase::first_states(const State& state, Index batch) const {
  const std::size_t rows = weights_.size();
  States states(rows);
  for (int i = 0; i < cell_->states; ++i) {
    const Tensor& given = i == 0 ? state.h : state.c;
    const Tensor zero =
        given.defined()
            ? Tensor()
            : Tensor(kernels::zeros({batch, options_.hidden_size}, weights_[0].w_hh.dtype()));
    const std::vector<Tensor> parts =
        given.defined() ? unbind(given) : std::vector<Tensor>(rows, zero);
    for (std::size_t row = 0; row < rows; ++row) states[row].push_back(parts[row]);
  }
  return states;
}

State RecurrentBase::last_states(const States& states) const {
  const auto joined = [&](std::size_t i) {
    std::vector<Tensor> parts;
    for (const auto& row : states) parts.push_back(row[i]);
    return stack(parts);
  };
  return {joined(0), cell_->states > 1 ? joined(1) : Tensor()};
}

// The way back comes first to what ran last, so that is kept as far as the budget reaches; behind
// it the whole budget is free again.
ScanMemory RecurrentBase::memory_of(std::size_t row, const Tensor& input) const {
  const Index budget = options_.memory_budget;
  if (budget == 0) return {};
  const Index bytes = input.size(0) * bytes_per_step(*cell_, input.size(1), options_.hidden_size,
                                                     weights_[row].w_hh.dtype());
  return {.kept = budget - static_cast<Index>(weights_.size() - 1 - row) * bytes,
          .at_once = budget};
}

Tensor RecurrentBase::run_layer(Index layer, const Tensor& input, States& states) const {
  const Index hidden = options_.hidden_size;
  const Array buffer =
      Array::empty({input.size(0), input.size(1), directions() * hidden}, weights_[0].w_hh.dtype());
  std::vector<Tensor> outputs;
  for (Index direction = 0; direction < directions(); ++direction) {
    const auto row = static_cast<std::size_t>(layer * directions() + direction);
    outputs.push_back(scan(*cell_, weights_[row], input, states[row],
                           kernels::narrow(buffer, 2, direction * hidden, hidden), direction == 1,
                           memory_of(row, input)));
  }
  return cat(outputs, -1);
}

RecurrentOutput RecurrentBase::forward(const Tensor& input, const State& state) const {
  check_input(input);
  const bool batched = is_batched(input), swapped = batched && options_.batch_first;
  Tensor x = swapped ? contiguous(transpose(input, 0, 1)) : input;
  check_states(state, x, batched);

  const auto add_batch = [&](const Tensor& s) { return s.defined() ? unsqueeze(s, 1) : s; };
  if (!batched) x = unsqueeze(x, 1);
  States states =
      first_states(batched ? state : State{add_batch(state.h), add_batch(state.c)}, x.size(1));
  for (Index layer = 0; layer < options_.num_layers; ++layer) {
    if (layer > 0 && is_training()) x = dropout(x, options_.dropout, *generator_);
    x = run_layer(layer, x, states);
  }

  const State last = last_states(states);
  const auto drop_batch = [&](const Tensor& s) { return s.defined() ? squeeze(s, 1) : s; };
  if (!batched) return {squeeze(x, 1), {drop_batch(last.h), drop_batch(last.c)}};
  return {swapped ? transpose(x, 0, 1) : x, last};
}

}  // namespace xgrad::nn
