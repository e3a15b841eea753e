// RNN, LSTM and GRU: each a cell in the hands of the stack.
#include <xgrad/nn/cell_kind.hpp>

namespace xgrad::nn {

RNN::RNN(const RecurrentOptions& options, Generator& generator)
    : Module(rnn_kind(options.nonlinearity), checked_variants(options, true, false), generator) {}

LSTM::LSTM(const RecurrentOptions& options, Generator& generator)
    : Module(lstm_kind(), checked_variants(options, false, false), generator) {}

GRU::GRU(const RecurrentOptions& options, Generator& generator)
    : Module(gru_kind(options.update_gate, options.reset_after),
             checked_variants(options, false, true), generator) {}

}  // namespace xgrad::nn
