// RNN, LSTM and GRU: each a cell in the hands of the stack.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/rnn_cells.hpp>

namespace xgrad::nn {
namespace {

const RecurrentOptions& checked(const char* layer, const RecurrentOptions& options) {
  if (options.nonlinearity != Nonlinearity::tanh && layer != std::string_view("RNN")) {
    throw ValueError(std::string(layer) + ": the option nonlinearity belongs to RNN");
  }
  if (options.update_gate != UpdateGate::replace && layer != std::string_view("GRU")) {
    throw ValueError(std::string(layer) + ": the option update_gate belongs to GRU");
  }
  return options;
}

}  // namespace

RNN::RNN(const RecurrentOptions& options, Generator& generator)
    : Module(options.nonlinearity == Nonlinearity::relu ? cell_kind<cells::RnnRelu>()
                                                        : cell_kind<cells::RnnTanh>(),
             checked("RNN", options), generator) {}

LSTM::LSTM(const RecurrentOptions& options, Generator& generator)
    : Module(cell_kind<cells::Lstm>(), checked("LSTM", options), generator) {}

GRU::GRU(const RecurrentOptions& options, Generator& generator)
    : Module(options.update_gate == UpdateGate::keep ? cell_kind<cells::GruKeep>()
                                                     : cell_kind<cells::Gru>(),
             checked("GRU", options), generator) {}

}  // namespace xgrad::nn
