// What recurrent layers refuse, with the words for what is wrong. Internal.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <string_view>

namespace xgrad::nn {

/// The options, unless one is set that belongs to another cell: then throws ValueError.
template <class Options>
const Options& checked_variants(const Options& options, bool is_rnn, bool is_gru) {
  if (options.nonlinearity != Nonlinearity::tanh && !is_rnn) {
    throw ValueError("the option nonlinearity belongs to RNN");
  }
  if (options.update_gate != UpdateGate::replace && !is_gru) {
    throw ValueError("the option update_gate belongs to GRU");
  }
  if (!options.reset_after && !is_gru) {
    throw ValueError("the option reset_after belongs to GRU");
  }
  return options;
}

/// Throws ValueError for options that make no sense, or not for this cell.
void check_options(const CellInfo& cell, const RecurrentOptions& options);

/// Throws ValueError unless the parameters of a layer of these sizes, named `layer`, can be
/// addressed. All sizes must be positive.
void check_sizes(std::string_view layer, const CellInfo& cell, const RecurrentOptions& options);

/// Throws ShapeError, DTypeError or ValueError unless a layer can run over `input`, a padded batch
/// or a single sequence. `dtype` is that of the weights.
void check_input(const RecurrentOptions& options, DType dtype, const Tensor& input);

/// Throws as `check_input` unless a layer can run over the rows of a packed batch.
void check_rows(const RecurrentOptions& options, DType dtype, const Tensor& rows);

/// Throws ShapeError, DTypeError or ValueError unless lengths and resets belong to `input`.
void check_sequences(const RecurrentOptions& options, const Sequences& sequences,
                     const Tensor& input);

/// Throws ValueError for class indices where the cell has no weight to look them up in.
void check_classes(const CellInfo& cell, const Tensor& input);

/// What states must look like.
struct StateShape {
  /// The axes in front of the last one, and what they mean: "layers * directions, batch, ".
  Shape leading;
  std::string_view axes;
  /// Elements of h and of other states.
  Index size_of_h, hidden_size;
  DType dtype;
};

/// Throws ShapeError, DTypeError or ValueError unless a state fits; `kind` is the name of the
/// layer.
void check_states(const CellInfo& cell, std::string_view kind, const State& state,
                  const StateShape& expected);

}  // namespace xgrad::nn
