// The stack of recurrent layers: directions, states and the memory budget.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/batch.hpp>
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/masks.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/scan.hpp>

#include <fmt/format.h>

namespace xgrad::nn {
namespace {

// A single sequence has no batch axis; class indices have no feature axis.
bool is_batched(const Tensor& input) {
  return input.rank() == (input.dtype() == int64 ? 2u : 3u);
}

Tensor add_batch(const Tensor& x, Index axis) {
  return x.defined() ? unsqueeze(x, axis) : x;
}

// Applies `function` to each tensor of a state.
template <class F>
State map(const State& state, const F& function) {
  std::vector<Tensor> all = state.tensors();
  for (Tensor& tensor : all) {
    if (tensor.defined()) tensor = function(tensor);
  }
  return State::of(std::move(all));
}

Tensor merged(const std::vector<Tensor>& both, Merge merge) {
  if (both.size() == 1) return both[0];
  switch (merge) {
    case Merge::concat:
      return cat_or_view(both, -1);  // both are halves of one buffer
    case Merge::sum:
      return add(both[0], both[1]);
    case Merge::mean:
      return mul(add(both[0], both[1]), 0.5);
    case Merge::product:
      return mul(both[0], both[1]);
  }
  return {};
}

}  // namespace

RecurrentBase::RecurrentBase(const CellInfo& cell, const RecurrentOptions& options,
                             Generator& generator)
    : cell_(&cell), options_(options), generator_(&generator) {
  check_options(cell, options);
  const auto enter = [this](const std::string& name, const Tensor& value) {
    return register_parameter(name, value);
  };
  with_out_of_memory([&] {
    for (Index layer = 0; layer < options.num_layers; ++layer) {
      const Index features = layer == 0 ? options.input_size : output_size();
      for (std::size_t direction = 0; direction < directions(); ++direction) {
        weights_.emplace_back(cell, options, features, suffix_of(weights_.size()), enter,
                              generator);
      }
    }
  });
}

// The suffix of the parameter names of a layer and direction.
std::string RecurrentBase::suffix_of(std::size_t row) const {
  return fmt::format("_l{}{}", row / directions(), row % directions() == 1 ? "_reverse" : "");
}

Index RecurrentBase::output_size() const {
  const Index size = options_.proj_size > 0 ? options_.proj_size : options_.hidden_size;
  return options_.merge == Merge::concat ? static_cast<Index>(directions()) * size : size;
}

ModuleBase::NamedTensors RecurrentBase::recurrent_weights() const {
  NamedTensors weights;
  for (std::size_t row = 0; row < weights_.size(); ++row) {
    const Tensor weight = weights_[row].tensors().w_hh;
    if (weight.defined()) weights.emplace_back("weight_hh" + suffix_of(row), weight);
  }
  return weights;
}

std::string RecurrentBase::details() const {
  std::string text = fmt::format("{} -> {}", options_.input_size, options_.hidden_size);
  if (options_.proj_size > 0) text += fmt::format(" -> {}", options_.proj_size);
  if (options_.num_layers > 1) text += fmt::format(", {} layers", options_.num_layers);
  if (options_.bidirectional) text += ", bidirectional";
  if (options_.dropout > 0) text += fmt::format(", dropout {}", options_.dropout);
  return text;
}

void RecurrentBase::check_states(const State& state, Index batch, bool batched) const {
  const auto rows = static_cast<Index>(weights_.size());
  StateShape expected = {.leading = {rows},
                         .axes = "layers * directions, ",
                         .size_of_h = weights_[0].size_of_state(0),
                         .hidden_size = options_.hidden_size,
                         .dtype = dtype()};
  if (batched) {
    expected.leading = options_.state_batch_first ? Shape{batch, rows} : Shape{rows, batch};
    expected.axes = options_.state_batch_first ? "batch, layers * directions, "
                                               : "layers * directions, batch, ";
  }
  nn::check_states(*cell_, kind(), state, expected);
}

RecurrentBase::States RecurrentBase::initial_states(const State& state, Index batch) const {
  States states(weights_.size());
  std::vector<Tensor> given = state.tensors();
  given.resize(static_cast<std::size_t>(cell_->states));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Shape shape = {batch, weights_[0].size_of_state(i)};
    const std::vector<Tensor> parts = given[i].defined() ? unbind(given[i]) : std::vector<Tensor>();
    const Tensor constant =
        given[i].defined() ? Tensor() : full(shape, cell_->initial_value(i), dtype());
    for (std::size_t row = 0; row < states.size(); ++row) {
      const std::vector<Tensor> learned = weights_[row].initial_states();
      states[row].push_back(given[i].defined() ? parts[row]
                            : learned.empty()  ? constant
                                               : expand(learned[i], shape));
    }
  }
  return states;
}

State RecurrentBase::last_states(const States& states) const {
  std::vector<Tensor> joined;
  for (std::size_t i = 0; i < states[0].size(); ++i) {
    // Copied, because h is a view of the output; c of an unrecorded call has its own memory.
    if (states.size() == 1 && is_own_dense(states[0][i])) {
      joined.push_back(unsqueeze(states[0][i], 0));
      continue;
    }
    std::vector<Tensor> parts;
    for (const auto& row : states) parts.push_back(row[i]);
    joined.push_back(stack(parts));
  }
  return State::of(std::move(joined));
}

// The backward pass starts with the steps that ran last, so these are saved up to the budget; then
// they are released, and the full budget is available for recomputed segments.
ScanMemory RecurrentBase::memory_of(std::size_t row, Index rows) const {
  const Index budget = options_.memory_budget;
  if (budget == 0 || step_observer()) return {};
  const Index bytes = rows * bytes_per_row(*cell_, options_.hidden_size, dtype());
  return {.saved = budget - static_cast<Index>(weights_.size() - 1 - row) * bytes,
          .at_once = budget};
}

Tensor RecurrentBase::run_direction(std::size_t row, const Tensor& rows, const Batch& batch,
                                    std::vector<Tensor>& states, const Array& buffer,
                                    std::vector<Tensor>* all) const {
  const bool reverse = row % directions() == 1;
  CellTensors weights = weights_[row].tensors();
  StateTransforms transforms = {.reset = batch.reset(reverse),
                                .initial_state = weights_[row].initial_states()};
  draw_masks(options_, is_training(), *batch.timeline(), states, *generator_, weights, transforms);
  ScanInput input = {.cell = *cell_,
                     .weights = std::move(weights),
                     .hidden_size = options_.hidden_size,
                     .rows = rows,
                     .timeline = batch.timeline(),
                     .transforms = std::move(transforms),
                     .buffer = buffer,
                     .reverse = reverse,
                     .all_states = all != nullptr,
                     .memory = memory_of(row, batch.timeline()->rows())};
  if (StepObserver observer = step_observer()) {
    const auto layer = static_cast<Index>(row / directions());
    input.observer = [observer = std::move(observer), layer, direction = Index{reverse}](
                         Index time, const auto& now, const auto& gates) {
      observer({layer, direction, time, now, gates});
    };
  }
  const std::vector<Tensor> sequences =
      runs_at_once(input) ? linear_layer(input, states) : scan(input, states);
  if (all) *all = sequences;
  return sequences[0];
}

Tensor RecurrentBase::run_layer(std::size_t layer, const Tensor& rows, const Batch& batch,
                                States& states, State* all) const {
  const Index size = weights_[0].size_of_state(0);
  const Array buffer =
      Array::empty({batch.timeline()->rows(), static_cast<Index>(directions()) * size}, dtype());
  std::vector<Tensor> outputs;
  std::vector<std::vector<Tensor>> sequences(directions());
  for (std::size_t direction = 0; direction < directions(); ++direction) {
    const std::size_t row = layer * directions() + direction;
    outputs.push_back(
        run_direction(row, rows, batch, states[row],
                      kernels::narrow(buffer, 1, static_cast<Index>(direction) * size, size),
                      all ? &sequences[direction] : nullptr));
  }
  if (all) {
    std::vector<Tensor> joined;
    for (std::size_t i = 0; i < sequences[0].size(); ++i) {
      std::vector<Tensor> parts;
      parts.reserve(sequences.size());
      for (const std::vector<Tensor>& sequence : sequences) parts.push_back(sequence[i]);
      joined.push_back(batch.padded(cat(parts, -1)));
    }
    *all = State::of(std::move(joined));
  }
  return merged(outputs, options_.merge);
}

Tensor RecurrentBase::run(const Batch& batch, State& state, std::vector<State>* all) const {
  const auto layers = static_cast<std::size_t>(options_.num_layers);
  States states = initial_states(map(state, [&](const Tensor& x) { return batch.in_order(x); }),
                                 batch.timeline()->batch());
  Tensor rows = drop_units(options_.input_dropout, batch.rows(), *batch.timeline(), is_training(),
                           *generator_);
  if (all) all->resize(layers);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    if (layer > 0)
      rows = drop_between(options_, rows, *batch.timeline(), is_training(), *generator_);
    rows = run_layer(layer, rows, batch, states, all ? &(*all)[layer] : nullptr);
  }
  state = map(last_states(states), [&](const Tensor& x) { return batch.in_callers_order(x); });
  return drop_units(options_.output_dropout, rows, *batch.timeline(), is_training(), *generator_);
}

RecurrentStates RecurrentBase::run(const Tensor& input, const State& state,
                                   const Sequences& sequences, bool all) const {
  check_input(options_, dtype(), input);
  check_sequences(options_, sequences, input);
  check_classes(*cell_, input);
  const bool batched = is_batched(input), swapped = batched && options_.batch_first;
  const auto time_first = [&](const Tensor& x) {
    return !batched ? add_batch(x, 1) : swapped && x.defined() ? transpose(x, 0, 1) : x;
  };
  const auto callers_layout = [&](const Tensor& x) {
    return !batched ? squeeze(x, 1) : swapped ? transpose(x, 0, 1) : x;
  };
  const Tensor x = time_first(input);
  check_states(state, x.size(1), batched);

  const bool states_swapped = batched && options_.state_batch_first;
  State now = map(state, [&](const Tensor& s) {
    return !batched ? add_batch(s, 1) : states_swapped ? transpose(s, 0, 1) : s;
  });
  const Batch batch(x, {sequences.lengths, time_first(sequences.reset)});
  RecurrentStates result;
  const Tensor rows = run(batch, now, all ? &result.layers : nullptr);
  result.output = callers_layout(batch.padded(rows));
  for (State& layer : result.layers) layer = map(layer, callers_layout);
  result.state = map(now, [&](const Tensor& s) {
    return !batched ? squeeze(s, 1) : states_swapped ? transpose(s, 0, 1) : s;
  });
  return result;
}

RecurrentOutput RecurrentBase::forward(const Tensor& input, const State& state,
                                       const Sequences& sequences) const {
  RecurrentStates result = with_out_of_memory([&] { return run(input, state, sequences, false); });
  return {std::move(result.output), std::move(result.state)};
}

RecurrentOutput RecurrentBase::forward(const Tensor& input, const Sequences& sequences) const {
  return forward(input, {}, sequences);
}

RecurrentStates RecurrentBase::all_states(const Tensor& input, const State& state,
                                          const Sequences& sequences) const {
  const Call call(*this);
  return with_out_of_memory([&] { return run(input, state, sequences, true); });
}

PackedOutput RecurrentBase::forward(const PackedSequence& input, const State& state) const {
  return with_out_of_memory([&]() -> PackedOutput {
    input.check("forward");
    check_rows(options_, dtype(), input.data);
    check_classes(*cell_, input.data);
    const Batch batch(input);
    check_states(state, batch.timeline()->batch(), true);
    const bool swapped = options_.state_batch_first;
    const auto exchanged = [&](const Tensor& s) { return swapped ? transpose(s, 0, 1) : s; };
    State now = map(state, exchanged);
    const Tensor rows = run(batch, now, nullptr);
    return {batch.packed(rows), map(now, exchanged)};
  });
}

}  // namespace xgrad::nn
