// The library's cells, compiled.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/rnn_cells.hpp>

namespace xgrad::nn {

const CellKind& rnn_kind(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::relu ? cell_kind<cells::RnnRelu>()
                                            : cell_kind<cells::RnnTanh>();
}

const CellKind& lstm_kind() {
  return cell_kind<cells::Lstm>();
}

const CellKind& gru_kind(UpdateGate update_gate) {
  return update_gate == UpdateGate::keep ? cell_kind<cells::GruKeep>() : cell_kind<cells::Gru>();
}

}  // namespace xgrad::nn
