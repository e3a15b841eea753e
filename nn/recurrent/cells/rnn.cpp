// Compiles the cells RNN and LSTM.
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/lstm.hpp>
#include <xgrad/nn/recurrent/cells/rnn.hpp>

namespace xgrad::nn {

const CellInfo& cell_info(const CellVariant<cells::RNN>& variant) {
  return variant.nonlinearity == Nonlinearity::relu
             ? cell_info<cells::RNNOf<cells::ReluActivation>>()
             : cell_info<cells::RNN>();
}

template const CellInfo& cell_info<cells::LSTM>();

}  // namespace xgrad::nn
