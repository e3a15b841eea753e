// Checks of the arguments of a call: inputs, lengths and states.
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/nn/module/checks.hpp>
#include <xgrad/nn/recurrent/checks.hpp>

namespace xgrad::nn {
namespace {

// The name of member i of a State.
std::string member_name(std::size_t i) {
  return i < 2 ? state_name(i) : fmt::format("others[{}]", i - 2);
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

}  // namespace

void check_input(const RecurrentOptions& options, DType dtype, const Tensor& input) {
  const bool classes = input.dtype("input") == int64;
  const std::size_t axes = classes ? 1 : 2;  // of a single sequence
  if (input.rank() != axes && input.rank() != axes + 1) {
    const char* const layout = options.batch_first ? "batch, time" : "time, batch";
    const std::string features = classes ? "" : fmt::format(", {}", options.input_size);
    throw ShapeError(
        fmt::format("input {} has {} axes, expected [{}{}], or [time{}] for a single "
                    "sequence",
                    input.shape(), input.rank(), layout, features, features),
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
                                 rows.shape(), rows.rank(),
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
                                 batch, input.shape()));
  }
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] >= 0 && lengths[i] <= time) continue;
    throw ValueError(fmt::format("lengths[{}] is {}, but input {} has {} time steps", i, lengths[i],
                                 input.shape(), time),
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
    throw DTypeError(fmt::format("reset is {}, expected bool", reset.dtype()),
                     "compare, as in eq(done, 1)");
  }
  if (reset.shape() != expected) {
    throw ShapeError(fmt::format("reset is {}, expected {}, a flag for each step of input {}",
                                 reset.shape(), expected, input.shape()));
  }
}

void check_classes(const CellInfo& cell, const Tensor& input) {
  if (input.dtype() == int64) check_takes_classes(cell);
}

void check_takes_classes(const CellInfo& cell) {
  if (cell.blocks > 0 && !cell.takes_input) return;
  throw ValueError(fmt::format("the input holds class indices, but this cell {}",
                               cell.takes_input ? "takes the input itself (kTakesInput)"
                                                : "has no weight_ih (kBlocks = 0)"),
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
                                 member_name(given.size() - 1), given.back().shape(), kind, last));
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
