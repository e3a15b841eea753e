// The library's cells, compiled.
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/gru_before.hpp>
#include <xgrad/nn/recurrent/cells/rnn.hpp>

namespace xgrad::nn {

const CellKind& rnn_kind(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::relu ? cell_kind<cells::RNNOf<cells::ReluActivation>>()
                                            : cell_kind<cells::RNNOf<cells::TanhActivation>>();
}

const CellKind& lstm_kind() {
  return cell_kind<cells::LSTM>();
}

const CellKind& gru_kind(UpdateGate update_gate, bool reset_after) {
  using Update = UpdateGate;
  if (!reset_after) {
    return update_gate == Update::keep ? cell_kind<cells::GRUBefore<Update::keep>>()
                                       : cell_kind<cells::GRUBefore<Update::replace>>();
  }
  return update_gate == Update::keep ? cell_kind<cells::GRUKeep>() : cell_kind<cells::GRU>();
}

}  // namespace xgrad::nn
