// A cell as the scan sees it: its compiled formula, and how many of what it takes. Internal.
#pragma once

#include <xgrad/autograd/pointwise_core.hpp>
#include <xgrad/nn/recurrent.hpp>

namespace xgrad::nn {

/// Made by `cell_kind<C>()` from the constants of a cell, which rnn_cells.hpp explains.
struct CellKind {
  FormulaCall call;
  int blocks;
  int states;
  bool separate;
  bool takes_hidden;
};

/// The options, unless one is set that belongs to another cell: then throws ValueError.
template <class Options>
const Options& checked_variants(const Options& options, bool is_rnn, bool is_gru) {
  if (options.nonlinearity != Nonlinearity::tanh && !is_rnn) {
    throw ValueError("the option nonlinearity belongs to RNN");
  }
  if (options.update_gate != UpdateGate::replace && !is_gru) {
    throw ValueError("the option update_gate belongs to GRU");
  }
  return options;
}

/// The cells of RNN, LSTM and GRU.
const CellKind& rnn_kind(Nonlinearity nonlinearity);
const CellKind& lstm_kind();
const CellKind& gru_kind(UpdateGate update_gate);

}  // namespace xgrad::nn
