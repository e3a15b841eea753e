// The stack of recurrent layers: directions, states and the activation budget.
#include <xgrad/autograd/diagnostics/instruments.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/masks.hpp>
#include <xgrad/nn/recurrent/option_checks.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>
#include <xgrad/nn/recurrent/scan/linear_scan.hpp>
#include <xgrad/nn/recurrent/scan/scan.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn {

// The rows of a call and their layout.
struct RecurrentBase::Input {
  std::shared_ptr<const SequenceLayout> layout;
  Tensor rows = {};
  Array resets = {};  // bool [rows]
  bool batched = true;
};

namespace {

// Combines the outputs of both directions, which are the halves of `buffer` if it is defined.
Tensor merged(const std::vector<Tensor>& both, const Array& buffer, Merge merge) {
  if (both.size() == 1) return both[0];
  switch (merge) {
    case Merge::concat:
      return buffer.defined() ? cat_of(buffer, both, -1) : cat(both, -1);
    case Merge::sum:
      return add(both[0], both[1]);
    case Merge::mean:
      return mul(add(both[0], both[1]), 0.5);
    case Merge::product:
      return mul(both[0], both[1]);
  }
  return {};
}

// The states of both directions at all steps, concatenated on the last axis.
State joined_states(const std::vector<ScanResult>& directions, const SequenceLayout& layout) {
  std::vector<Tensor> states;
  for (std::size_t i = 0; i < directions[0].outputs.size(); ++i) {
    std::vector<Tensor> parts(directions.size());
    std::ranges::transform(directions, parts.begin(), [i](auto& scan) { return scan.outputs[i]; });
    states.push_back(layout.to_padded(cat(parts, -1)));
  }
  return State::of(std::move(states));
}

}  // namespace

RecurrentBase::RecurrentBase(const CellInfo& cell, const RecurrentOptions& options,
                             Generator& generator)
    : cell_(&cell), options_(options), generator_(&generator) {
  check_options(cell, options);
  const auto make = [this](const std::string& name, const Tensor& value) {
    return register_parameter(name, value);
  };
  with_out_of_memory([&] {
    for (Index layer = 0; layer < options.num_layers; ++layer) {
      const Index features = layer == 0 ? options.input_size : output_size();
      for (std::size_t direction = 0; direction < directions(); ++direction) {
        weights_.emplace_back(cell, options, features, suffix_of(weights_.size()), make, generator);
      }
    }
  });
}

RecurrentBase::RecurrentBase(const RecurrentBase& other) = default;
RecurrentBase::~RecurrentBase() = default;

// The suffix of the parameter names of a layer and direction.
std::string RecurrentBase::suffix_of(std::size_t index) const {
  return fmt::format("_l{}{}", index / directions(), index % directions() == 1 ? "_reverse" : "");
}

Index RecurrentBase::output_size() const {
  return nn::output_size(options_);
}

ModuleBase::NamedTensors RecurrentBase::recurrent_weights() const {
  NamedTensors weights;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const Tensor weight = weights_[i].tensors().w_hh;
    if (weight.defined()) weights.emplace_back("weight_hh" + suffix_of(i), weight);
  }
  return weights;
}

std::string RecurrentBase::extra_repr() const {
  std::string text = fmt::format("{} -> {}", options_.input_size, options_.hidden_size);
  if (options_.proj_size > 0) text += fmt::format(" -> {}", options_.proj_size);
  if (options_.num_layers > 1) text += fmt::format(", {} layers", options_.num_layers);
  if (options_.bidirectional) text += ", bidirectional";
  if (options_.dropout > 0) text += fmt::format(", dropout {}", options_.dropout);
  return text + update_gate_text(*cell_);
}

std::optional<GateConvention> RecurrentBase::gate_convention() const {
  return update_gate_convention(*cell_, *this);
}

void RecurrentBase::check_states(const State& state, const Input& input) const {
  const auto count = static_cast<Index>(weights_.size()), batch = input.layout->batch();
  StateShape expected = {.leading = {count},
                         .axes = "layers * directions, ",
                         .size_of_h = weights_[0].size_of_state(0),
                         .hidden_size = options_.hidden_size,
                         .dtype = dtype()};
  if (input.batched) {
    expected.leading = options_.state_batch_first ? Shape{batch, count} : Shape{count, batch};
    expected.axes = options_.state_batch_first ? "batch, layers * directions, "
                                               : "layers * directions, batch, ";
  }
  nn::check_states(*cell_, name(), state, expected);
}

// The initial states of each layer and direction.
std::vector<States> RecurrentBase::initial_states(const State& state, const Input& input) const {
  std::vector<Tensor> given = state.tensors();
  given.resize(static_cast<std::size_t>(cell_->states));
  std::vector<std::vector<Tensor>> states(weights_.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Shape shape = {input.layout->batch(), weights_[0].size_of_state(i)};
    if (given[i].defined()) {
      const Tensor stacked = !input.batched               ? unsqueeze(given[i], 1)
                             : options_.state_batch_first ? transpose(given[i], 0, 1)
                                                          : given[i];
      const std::vector<Tensor> parts = unbind(input.layout->sorted(stacked));
      for (std::size_t k = 0; k < parts.size(); ++k) states[k].push_back(parts[k]);
      continue;
    }
    const Tensor constant = full(shape, cell_->initial_value(i), dtype());
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      const std::vector<Tensor> learned = weights_[k].initial_states();
      states[k].push_back(learned.empty() ? constant : expand(learned[i], shape));
    }
  }
  return {std::make_move_iterator(states.begin()), std::make_move_iterator(states.end())};
}

// The final states of all layers and directions, in the caller's layout.
State RecurrentBase::final_state(const std::vector<States>& states, const Input& input) const {
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < states[0].count(); ++i) {
    // Copied, because h is a view of the output; c of an unrecorded call has its own memory.
    const bool copied = states.size() > 1 || !is_own_dense(states[0][i]);
    std::vector<Tensor> parts(states.size());
    std::ranges::transform(states, parts.begin(), [i](const States& part) { return part[i]; });
    const Tensor stacked = input.layout->unsorted(copied ? stack(parts) : unsqueeze(parts[0], 0));
    result.push_back(!input.batched               ? squeeze(stacked, 1)
                     : options_.state_batch_first ? transpose(stacked, 0, 1)
                                                  : stacked);
  }
  return State::of(std::move(result));
}

// The arguments of the scan of one layer and direction.
ScanInput RecurrentBase::scan_input(std::size_t index, const Input& input, States states,
                                    bool all) const {
  const bool reverse = index % directions() == 1;
  ScanInput scan = {.cell = *cell_,
                    .weights = weights_[index].tensors(),
                    .hidden_size = options_.hidden_size,
                    .layout = input.layout,
                    .rows = input.rows,
                    .states = std::move(states),
                    .layer = static_cast<Index>(index / directions()),
                    .reverse = reverse,
                    .unroll = options_.unroll,
                    .all_states = all};
  scan.transforms.reset = reset_rows(input.resets, *input.layout, reverse);
  scan.transforms.initial_state = weights_[index].initial_states();
  draw_masks(options_.regularization, is_training(), *generator_, scan);
  if (StepObserver observer = step_observer()) {
    scan.observer = [observer = std::move(observer), layer = scan.layer,
                     direction = Index{reverse}](Index time, const auto& now, const auto& gates) {
      observer({layer, direction, time, now, gates});
    };
  } else if (const Index budget = options_.memory_budget; budget > 0) {
    // The backward pass starts with the steps that ran last, so these are saved up to the budget;
    // then they are released, and the full budget is available for recomputed segments.
    const Index bytes = input.layout->rows() * bytes_per_row(*cell_, options_.hidden_size, dtype());
    const auto later = static_cast<Index>(weights_.size() - 1 - index);
    scan.budget = ActivationBudget{.saved = budget - later * bytes, .at_once = budget};
  }
  return scan;
}

Tensor RecurrentBase::run_layer(std::size_t layer, const Input& input, std::vector<States>& states,
                                State* all) const {
  const Regularization& rates = options_.regularization;
  const bool at_once = !detects_anomalies() && can_run_at_once(*cell_, *input.layout) &&
                       options_.memory_budget == 0 && rates.zoneout_hidden == 0 &&
                       rates.zoneout_cell == 0 && !input.resets.defined() && !step_observer();
  const auto count = static_cast<Index>(directions()), size = weights_[0].size_of_state(0);
  const Array buffer =
      at_once ? Array() : Array::empty({input.layout->rows(), count * size}, dtype());
  std::vector<ScanResult> results;
  std::vector<Tensor> outputs;
  for (Index direction = 0; direction < count; ++direction) {
    const std::size_t index = layer * directions() + static_cast<std::size_t>(direction);
    ScanInput next = scan_input(index, input, std::move(states[index]), all != nullptr);
    next.at_once = at_once;
    if (!at_once) next.buffer = kernels::narrow(buffer, 1, direction * size, size);
    results.push_back(scan(std::move(next)));
    states[index] = std::move(results.back().states);
    outputs.push_back(results.back().outputs[0]);
  }
  if (all) *all = joined_states(results, *input.layout);
  return merged(outputs, buffer, options_.merge);
}

// Runs all layers over checked arguments. The output has the layout of the rows.
RecurrentStates RecurrentBase::run(Input input, const State& state, bool all) const {
  const bool training = is_training();
  const Regularization& rates = options_.regularization;
  const SequenceLayout& layout = *input.layout;
  std::vector<States> states = initial_states(state, input);
  RecurrentStates result;
  if (all) result.layers.resize(static_cast<std::size_t>(options_.num_layers));
  Tensor& rows = input.rows;
  rows = drop_units(rates.input_dropout, rows, layout, training, *generator_);
  for (std::size_t layer = 0; layer < weights_.size() / directions(); ++layer) {
    if (layer > 0) rows = drop_between(options_, rows, layout, training, *generator_);
    rows = run_layer(layer, input, states, all ? &result.layers[layer] : nullptr);
  }
  result.output = drop_units(rates.output_dropout, rows, layout, training, *generator_);
  result.state = final_state(states, input);
  return result;
}

// Checks the arguments of a call and converts its input to rows.
RecurrentBase::Input RecurrentBase::rows_of(const Tensor& input, const State& state,
                                            const Sequences& sequences) const {
  check_input(options_, dtype(), input);
  check_sequences(options_, sequences, input);
  check_classes(*cell_, input);
  const bool batched = input.rank() == (input.dtype() == int64 ? 2u : 3u);
  const SequenceAxes axes = !batched               ? SequenceAxes::time
                            : options_.batch_first ? SequenceAxes::batch_time
                                                   : SequenceAxes::time_batch;
  const std::size_t time_axis = axes == SequenceAxes::batch_time ? 1 : 0;
  const auto layout = std::make_shared<const SequenceLayout>(
      axes, input.shape()[time_axis], batched ? input.shape()[1 - time_axis] : 1,
      sequences.lengths);
  Input rows = {.layout = layout, .batched = batched};
  check_states(state, rows);
  rows.rows = layout->to_rows(input);
  if (sequences.reset.defined()) {
    // Copied, because the caller may change the flags before a segment is recomputed.
    const Array flags = layout->to_rows(sequences.reset).array();
    const bool view = flags.shares_buffer(sequences.reset.array());
    rows.resets = view ? kernels::copy(flags) : flags;
  }
  return rows;
}

RecurrentOutput RecurrentBase::forward(const Tensor& input, const State& state,
                                       const Sequences& sequences) const {
  return with_out_of_memory([&]() -> RecurrentOutput {
    Input rows = rows_of(input, state, sequences);
    const auto layout = rows.layout;
    RecurrentStates result = run(std::move(rows), state, false);
    return {layout->to_padded(result.output), std::move(result.state)};
  });
}

RecurrentOutput RecurrentBase::forward(const Tensor& input, const Sequences& sequences) const {
  return forward(input, {}, sequences);
}

PackedOutput RecurrentBase::forward(const PackedSequence& input, const State& state) const {
  return with_out_of_memory([&]() -> PackedOutput {
    input.check("forward");
    check_rows(options_, dtype(), input.data);
    check_classes(*cell_, input.data);
    const auto layout = std::make_shared<const SequenceLayout>(
        SequenceAxes::time_batch, static_cast<Index>(input.batch_sizes.size()), input.batch_sizes,
        input.sorted_indices, input.unsorted_indices);
    const Input rows = {.layout = layout, .rows = input.data};
    check_states(state, rows);
    RecurrentStates result = run(rows, state, false);
    return {
        {std::move(result.output), input.batch_sizes, input.sorted_indices, input.unsorted_indices},
        std::move(result.state)};
  });
}

RecurrentStates RecurrentBase::all_states(const Tensor& input, const State& state,
                                          const Sequences& sequences) const {
  const Call call(*this);
  return with_out_of_memory([&]() -> RecurrentStates {
    Input rows = rows_of(input, state, sequences);
    const auto layout = rows.layout;
    RecurrentStates result = run(std::move(rows), state, true);
    result.output = layout->to_padded(result.output);
    return result;
  });
}

}  // namespace xgrad::nn
