// Compiles the cells RNN, LSTM and GRU.
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/gru_before.hpp>
#include <xgrad/nn/recurrent/cells/rnn.hpp>

namespace xgrad::nn {

const CellInfo& rnn_info(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::relu ? cell_info<cells::RNNOf<cells::ReluActivation>>()
                                            : cell_info<cells::RNNOf<cells::TanhActivation>>();
}

const CellInfo& lstm_info() {
  return cell_info<cells::LSTM>();
}

const CellInfo& gru_info(UpdateGate update_gate, bool reset_after) {
  using Update = UpdateGate;
  if (!reset_after) {
    return update_gate == Update::keep ? cell_info<cells::GRUBefore<Update::keep>>()
                                       : cell_info<cells::GRUBefore<Update::replace>>();
  }
  return update_gate == Update::keep ? cell_info<cells::GRUKeep>() : cell_info<cells::GRU>();
}

}  // namespace xgrad::nn
