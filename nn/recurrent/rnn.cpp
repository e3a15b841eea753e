// The layers RNN, LSTM and GRU.
#include <xgrad/nn/recurrent/checks.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

const RecurrentOptions& common_options(const RecurrentOptions& options) {
  return checked_variants(options, false, false);
}

RNN::RNN(const RecurrentOptions& options, Generator& generator)
    : Module(rnn_info(options.nonlinearity), checked_variants(options, true, false), generator) {}

LSTM::LSTM(const RecurrentOptions& options, Generator& generator)
    : Module(lstm_info(), common_options(options), generator) {}

GRU::GRU(const RecurrentOptions& options, Generator& generator)
    : Module(gru_info(options.update_gate, options.reset_after),
             checked_variants(options, false, true), generator) {}

std::string GRU::details() const {
  return RecurrentBase::details() + update_gate_text(cell());
}

std::optional<GateConvention> GRU::gate_convention() const {
  return update_gate_convention(cell(), *this);
}

}  // namespace xgrad::nn
