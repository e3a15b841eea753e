// A cell as the scan sees it: its compiled formula, and how many of what it takes. Internal.
#pragma once

#include <xgrad/autograd/pointwise_core.hpp>

namespace xgrad::nn {

/// Made by `cell_kind<C>()` from the constants of a cell, which rnn_cells.hpp explains.
struct CellKind {
  FormulaCall call;
  int blocks;
  int states;
  bool separate;
  bool takes_hidden;
};

}  // namespace xgrad::nn
