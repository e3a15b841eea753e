// Further recurrent layers: each is a cell of variant_cells.hpp or norm_cells.hpp with all options.
#pragma once

#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

namespace cells {
struct CoupledLSTM;
struct IndRNN;
struct LayerNormGRU;
struct LayerNormLSTM;
struct MGU;
struct MinGRU;
struct MinLSTM;
struct PeepholeLSTM;
struct SLSTM;
struct SRU;
}  // namespace cells

/// An LSTM with layer normalisation.
using LayerNormLSTM = Recurrent<cells::LayerNormLSTM>;
/// A GRU with layer normalisation, where z = 1 replaces the state.
using LayerNormGRU = Recurrent<cells::LayerNormGRU>;
/// An LSTM whose gates see the cell state.
using PeepholeLSTM = Recurrent<cells::PeepholeLSTM>;
/// An LSTM that forgets as much as it takes in.
using CoupledLSTM = Recurrent<cells::CoupledLSTM>;
/// The minimal gated unit, a GRU with one gate.
using MGU = Recurrent<cells::MGU>;
/// Independently recurrent units, each of which sees only its own state.
using IndRNN = Recurrent<cells::IndRNN>;
/// A GRU whose gate does not see the state, so that all steps go at once.
using MinGRU = Recurrent<cells::MinGRU>;
/// An LSTM whose gates do not see the state; i and f are scaled to add up to 1.
using MinLSTM = Recurrent<cells::MinLSTM>;
/// The simple recurrent unit, with a highway around it.
using SRU = Recurrent<cells::SRU>;
/// The sLSTM of xLSTM, with an exponential input gate.
using SLSTM = Recurrent<cells::SLSTM>;

extern template const CellInfo& cell_info<cells::CoupledLSTM>();
extern template const CellInfo& cell_info<cells::IndRNN>();
extern template const CellInfo& cell_info<cells::LayerNormGRU>();
extern template const CellInfo& cell_info<cells::LayerNormLSTM>();
extern template const CellInfo& cell_info<cells::MGU>();
extern template const CellInfo& cell_info<cells::MinGRU>();
extern template const CellInfo& cell_info<cells::MinLSTM>();
extern template const CellInfo& cell_info<cells::PeepholeLSTM>();
extern template const CellInfo& cell_info<cells::SLSTM>();
extern template const CellInfo& cell_info<cells::SRU>();

}  // namespace xgrad::nn
