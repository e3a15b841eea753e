// The names of the recurrent layers, one per cell of nn/recurrent/cells.
#pragma once

#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

namespace cells {
struct CoupledLSTM;
struct IndRNN;
struct LayerNormGRU;
struct LayerNormLSTM;
struct LSTM;
struct MGU;
struct MinGRU;
struct MinLSTM;
struct PeepholeLSTM;
struct SLSTM;
struct SRU;
}  // namespace cells

/// Elman's network: h' = tanh(W x + b + U h + b'), or relu instead of tanh.
using RNN = Recurrent<cells::RNN>;
/// Long short-term memory; `cells::LSTM` gives the equations.
using LSTM = Recurrent<cells::LSTM>;
/// Gated recurrent unit; `cells::GRU` gives the equations.
using GRU = Recurrent<cells::GRU>;
/// An LSTM with layer normalisation.
using LayerNormLSTM = Recurrent<cells::LayerNormLSTM>;
/// A GRU with layer normalisation in which z = 1 replaces the state.
using LayerNormGRU = Recurrent<cells::LayerNormGRU>;
/// An LSTM with peephole connections from the cell state to the gates.
using PeepholeLSTM = Recurrent<cells::PeepholeLSTM>;
/// An LSTM with coupled input and forget gates, i = 1 - f.
using CoupledLSTM = Recurrent<cells::CoupledLSTM>;
/// The minimal gated unit, a GRU with a single gate.
using MGU = Recurrent<cells::MGU>;
/// Independently recurrent units, each recurrent only with itself.
using IndRNN = Recurrent<cells::IndRNN>;
/// A GRU whose gate does not depend on the state, so that all time steps are computed at once.
using MinGRU = Recurrent<cells::MinGRU>;
/// An LSTM whose gates do not depend on the state; i and f are normalised to sum to 1.
using MinLSTM = Recurrent<cells::MinLSTM>;
/// The simple recurrent unit with its highway connection.
using SRU = Recurrent<cells::SRU>;
/// The sLSTM of xLSTM with an exponential input gate.
using SLSTM = Recurrent<cells::SLSTM>;

extern template const CellInfo& cell_info<cells::CoupledLSTM>();
extern template const CellInfo& cell_info<cells::IndRNN>();
extern template const CellInfo& cell_info<cells::LayerNormGRU>();
extern template const CellInfo& cell_info<cells::LayerNormLSTM>();
extern template const CellInfo& cell_info<cells::LSTM>();
extern template const CellInfo& cell_info<cells::MGU>();
extern template const CellInfo& cell_info<cells::MinGRU>();
extern template const CellInfo& cell_info<cells::MinLSTM>();
extern template const CellInfo& cell_info<cells::PeepholeLSTM>();
extern template const CellInfo& cell_info<cells::SLSTM>();
extern template const CellInfo& cell_info<cells::SRU>();

}  // namespace xgrad::nn
