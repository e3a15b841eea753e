// The library's cells, compiled.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/gru_before.hpp>
#include <xgrad/nn/rnn_cells.hpp>

namespace xgrad::nn {

const CellKind& rnn_kind(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::relu ? cell_kind<cells::RnnOf<cells::ReluActivation>>()
                                            : cell_kind<cells::RnnOf<cells::TanhActivation>>();
}

const CellKind& lstm_kind() {
  return cell_kind<cells::Lstm>();
}

const CellKind& gru_kind(UpdateGate update_gate, bool reset_after) {
  using Update = UpdateGate;
  if (!reset_after) {
    return update_gate == Update::keep ? cell_kind<cells::GruBefore<Update::keep>>()
                                       : cell_kind<cells::GruBefore<Update::replace>>();
  }
  return update_gate == Update::keep ? cell_kind<cells::GruKeep>() : cell_kind<cells::Gru>();
}

}  // namespace xgrad::nn
