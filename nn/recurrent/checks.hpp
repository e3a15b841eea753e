// Checks of the arguments of a call: inputs, lengths and states. Internal.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <string_view>

namespace xgrad::nn {

/// Throws ShapeError, DTypeError or ValueError unless `input` is a valid padded batch or single
/// sequence for a layer. `dtype` is that of the weights.
void check_input(const RecurrentOptions& options, DType dtype, const Tensor& input);

/// Throws as `check_input` unless `rows` are valid rows of a packed batch for a layer.
void check_rows(const RecurrentOptions& options, DType dtype, const Tensor& rows);

/// Throws ShapeError, DTypeError or ValueError unless lengths and resets match `input`.
void check_sequences(const RecurrentOptions& options, const Sequences& sequences,
                     const Tensor& input);

/// Throws ValueError for class indices if the cell has no weight_ih in which to look them up.
void check_classes(const CellInfo& cell, const Tensor& input);

/// Throws ValueError if the cell has no weight_ih in which to look up class indices.
void check_takes_classes(const CellInfo& cell);

/// The expected shape of states.
struct StateShape {
  /// The axes before the last one, and their description: "layers * directions, batch, ".
  Shape leading;
  std::string_view axes;
  /// Elements of h, and of the other states.
  Index size_of_h, hidden_size;
  DType dtype;
};

/// Throws ShapeError, DTypeError or ValueError unless a state has the expected shape; `kind` is the
/// class name of the layer.
void check_states(const CellInfo& cell, std::string_view kind, const State& state,
                  const StateShape& expected);

}  // namespace xgrad::nn
