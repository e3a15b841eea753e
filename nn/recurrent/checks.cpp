// Checks of options, inputs, lengths and states.
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/nn/module/checks.hpp>
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn {
namespace {

constexpr std::string_view kLayer = "recurrent layer";

std::string shape_text(const Tensor& x) {
  return xgrad::to_string(x.shape());
}

// The name of member i of a State.
std::string member_name(std::size_t i) {
  return i < 2 ? state_name(i) : fmt::format("others[{}]", i - 2);
}

void check_probabilities(const RecurrentOptions& options) {
  const Regularization& rates = options.regularization;
  const std::pair<const char*, double> probabilities[] = {
      {"dropout", options.dropout},
      {"input_dropout", rates.input_dropout},
      {"output_dropout", rates.output_dropout},
      {"recurrent_dropout", rates.recurrent_dropout},
      {"weight_drop", rates.weight_drop},
      {"zoneout_hidden", rates.zoneout_hidden},
      {"zoneout_cell", rates.zoneout_cell}};
  for (const auto& [name, value] : probabilities) check_probability(kLayer, name, value);
}

void check_features_of(const RecurrentOptions& options, DType dtype, const Tensor& input,
                       std::string_view hint) {
  if (input.dtype() == int64) {
    if (options.regularization.input_dropout == 0) return;
    throw ValueError("input_dropout drops features, but the input holds class indices",
                     "put an nn::Embedding before the layer");
  }
  check_features(input, "input_size", options.input_size, hint);
  check_dtype(input, dtype);
}

// A projection requires a cell that uses h only in the product with weight_hh.
void check_projection(const CellInfo& cell, const RecurrentOptions& options) {
  const Index size = options.proj_size;
  if (size == 0) return;
  const auto refuse = [size](const std::string& why, std::string_view hint) {
    throw ValueError(fmt::format("{}: proj_size is {}, {}", kLayer, size, why), hint);
  };
  constexpr std::string_view kNone = "0 stands for no projection";
  if (size < 0) refuse("must not be negative", kNone);
  if (size >= options.hidden_size) {
    refuse(fmt::format("must be less than hidden_size = {}", options.hidden_size), kNone);
  }
  if (!cell.has_product()) {
    refuse("but this cell has no weight_hh that would read the projected h",
           "put an nn::Linear behind the layer");
  }
  constexpr std::string_view kOther = "an LSTM has projections";
  if (cell.step) refuse("but this cell's step takes h of hidden_size elements", kOther);
  if (cell.takes_hidden) {
    refuse("but this cell's formula takes h, of hidden_size elements", kOther);
  }
}

}  // namespace

// Checks all layers together, before any of them allocates memory.
void check_sizes(std::string_view layer, const CellInfo& cell, const RecurrentOptions& options) {
  const Index directions = options.bidirectional ? 2 : 1;
  const Index gates = std::max<Index>(cell.blocks, 1);
  const NamedSize hidden = {"hidden_size", options.hidden_size};
  check_addressable(layer, "its weight_ih", {hidden, {"input_size", options.input_size}},
                    gates * directions);
  const NamedSize layers = {"num_layers", options.num_layers};
  check_addressable(layer, cell.has_product() ? "all of its weight_hh" : "all of its parameters",
                    {hidden, layers}, gates * directions);
  const NamedSize given =
      options.proj_size > 0 ? NamedSize{"proj_size", options.proj_size} : hidden;
  if (cell.has_product()) {
    check_addressable(layer, "all of its weight_hh", {layers, hidden, given}, gates * directions);
  }
  if (options.num_layers > 1 && cell.blocks > 0) {  // upper layers take the outputs of lower ones
    const Index joined = options.merge == Merge::concat ? directions : 1;
    check_addressable(layer, "all of its weight_ih", {layers, hidden, given},
                      gates * directions * joined);
  }
}

void check_options(const CellInfo& cell, const RecurrentOptions& options) {
  check_positive(kLayer, "input_size", options.input_size);
  check_positive(kLayer, "hidden_size", options.hidden_size);
  check_positive(kLayer, "num_layers", options.num_layers);
  check_probabilities(options);
  if (options.memory_budget < 0) {
    throw ValueError(
        fmt::format("{}: memory_budget is {}, must not be negative", kLayer, options.memory_budget),
        "it counts bytes; 0 stands for no limit");
  }
  if (options.dropout > 0 && options.num_layers == 1) {
    throw ValueError(fmt::format("{}: dropout is {}, but num_layers is 1", kLayer, options.dropout),
                     "it drops between layers; put an nn::Dropout behind a single one");
  }
  if (options.merge != Merge::concat && !options.bidirectional) {
    throw ValueError(fmt::format("{}: merge is set, but bidirectional is false", kLayer));
  }
  check_projection(cell, options);
  check_sizes(kLayer, cell, options);
  const Regularization& rates = options.regularization;
  if (!cell.has_product() &&
      (rates.recurrent_dropout > 0 || rates.weight_drop > 0 || rates.weight_norm)) {
    throw ValueError(
        fmt::format("{}: recurrent_dropout, weight_drop or weight_norm is set, but "
                    "this cell has no weight_hh",
                    kLayer));
  }
  if (rates.zoneout_cell > 0 && cell.states != 2) {
    throw ValueError(fmt::format("{}: zoneout_cell is {}, but this cell has {}", kLayer,
                                 rates.zoneout_cell,
                                 cell.states == 1 ? "only h" : "states that belong together"));
  }
}

void check_input(const RecurrentOptions& options, DType dtype, const Tensor& input) {
  const bool classes = input.dtype("input") == int64;
  const std::size_t axes = classes ? 1 : 2;  // of a single sequence
  if (input.rank() != axes && input.rank() != axes + 1) {
    const char* const layout = options.batch_first ? "batch, time" : "time, batch";
    const std::string features = classes ? "" : fmt::format(", {}", options.input_size);
    throw ShapeError(
        fmt::format("input {} has {} axes, expected [{}{}], or [time{}] for a single "
                    "sequence",
                    shape_text(input), input.rank(), layout, features, features),
        classes ? "an int64 input holds class indices; cast features with to(x, float32)" : "");
  }
  check_features_of(options, dtype, input,
                    options.batch_first
                        ? "the layout is [batch, time, features], because batch_first is true"
                        : "the layout is [time, batch, features]; pass .batch_first = true for "
                          "[batch, time, features]");
}

void check_rows(const RecurrentOptions& options, DType dtype, const Tensor& rows) {
  const std::size_t axes = rows.dtype() == int64 ? 1 : 2;
  if (rows.rank() != axes) {
    throw ShapeError(fmt::format("packed input {} has {} axes, expected [sum of lengths{}]",
                                 shape_text(rows), rows.rank(),
                                 axes == 1 ? "" : fmt::format(", {}", options.input_size)));
  }
  check_features_of(options, dtype, rows, "a packed input is [sum of lengths, features]");
}

void check_sequences(const RecurrentOptions& options, const Sequences& sequences,
                     const Tensor& input) {
  const std::size_t axes = input.rank() - (input.dtype() == int64 ? 0 : 1);
  const bool batched = axes == 2;
  const std::size_t time_axis = batched && options.batch_first ? 1 : 0;
  const Index time = input.shape()[time_axis];
  const Index batch = batched ? input.shape()[1 - time_axis] : 1;
  const std::vector<Index>& lengths = sequences.lengths;
  if (!lengths.empty() && static_cast<Index>(lengths.size()) != batch) {
    throw ShapeError(fmt::format("{} lengths were given for {} sequences, input {}", lengths.size(),
                                 batch, shape_text(input)));
  }
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] >= 0 && lengths[i] <= time) continue;
    throw ValueError(fmt::format("lengths[{}] is {}, but input {} has {} time steps", i, lengths[i],
                                 shape_text(input), time),
                     options.batch_first
                         ? "the layout is [batch, time, features], because batch_first is true"
                         : "the layout is [time, batch, features]");
  }
  // Checked here only when all steps are valid; class indices in the padding are never read.
  if (input.dtype() == int64 && lengths.empty()) {
    kernels::check_indices("class indices", input.array(), options.input_size);
  }
  const Tensor& reset = sequences.reset;
  if (!reset.defined()) return;
  Shape expected = input.shape();
  if (axes < input.rank()) expected.erase(axes);
  if (reset.dtype() != bool_) {
    throw DTypeError(fmt::format("reset is {}, expected bool", name_of(reset.dtype())),
                     "compare, as in eq(done, 1)");
  }
  if (reset.shape() != expected) {
    throw ShapeError(fmt::format("reset is {}, expected {}, a flag for each step of input {}",
                                 shape_text(reset), xgrad::to_string(expected), shape_text(input)));
  }
}

void check_classes(const CellInfo& cell, const Tensor& input) {
  if (cell.blocks > 0 || input.dtype() != int64) return;
  throw ValueError("the input holds class indices, but this cell has no weight_ih (kBlocks = 0)",
                   "put an nn::Embedding before it, or one_hot");
}

void check_states(const CellInfo& cell, std::string_view kind, const State& state,
                  const StateShape& expected) {
  const std::vector<Tensor> given = state.tensors();
  const auto count = static_cast<std::size_t>(cell.states);
  if (given.size() > count) {
    const std::string last = count == 1   ? "only h"
                             : count == 2 ? "only h and c"
                                          : fmt::format("only {} states", count);
    throw ValueError(fmt::format("state.{} {} was given, but a {} has {}",
                                 member_name(given.size() - 1), shape_text(given.back()), kind,
                                 last));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    Shape shape = expected.leading;
    shape.push_back(i == 0 ? expected.size_of_h : expected.hidden_size);
    const bool projected = i == 0 && expected.size_of_h != expected.hidden_size;
    const std::string axes =
        fmt::format("[{}{}]", expected.axes, projected ? "proj_size" : "hidden_size");
    check_state(member_name(i), given[i], shape, axes, expected.dtype);
  }
}

}  // namespace xgrad::nn
