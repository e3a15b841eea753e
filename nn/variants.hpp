// Further recurrent layers: each is a cell of variant_cells.hpp or norm_cells.hpp with all options.
#pragma once

#include <xgrad/nn/recurrent.hpp>

namespace xgrad::nn {

namespace cells {
struct CoupledLstm;
struct IndRnn;
struct LayerNormGru;
struct LayerNormLstm;
struct Mgu;
struct MinGru;
struct MinLstm;
struct PeepholeLstm;
struct SLstm;
struct Sru;
}  // namespace cells

/// An LSTM with layer normalisation.
using LayerNormLSTM = Recurrent<cells::LayerNormLstm>;
/// A GRU with layer normalisation, where z = 1 replaces the state.
using LayerNormGRU = Recurrent<cells::LayerNormGru>;
/// An LSTM whose gates see the cell state.
using PeepholeLSTM = Recurrent<cells::PeepholeLstm>;
/// An LSTM that forgets as much as it takes in.
using CoupledLSTM = Recurrent<cells::CoupledLstm>;
/// The minimal gated unit, a GRU with one gate.
using MGU = Recurrent<cells::Mgu>;
/// Independently recurrent units, each of which sees only its own state.
using IndRNN = Recurrent<cells::IndRnn>;
/// A GRU whose gate does not see the state, so that all steps go at once.
using MinGRU = Recurrent<cells::MinGru>;
/// The same of an LSTM, whose gates i and f are scaled to add up to 1.
using MinLSTM = Recurrent<cells::MinLstm>;
/// The simple recurrent unit, with a highway around it.
using SRU = Recurrent<cells::Sru>;
/// The sLSTM of xLSTM, with an exponential input gate.
using SLSTM = Recurrent<cells::SLstm>;

extern template const CellKind& cell_kind<cells::CoupledLstm>();
extern template const CellKind& cell_kind<cells::IndRnn>();
extern template const CellKind& cell_kind<cells::LayerNormGru>();
extern template const CellKind& cell_kind<cells::LayerNormLstm>();
extern template const CellKind& cell_kind<cells::Mgu>();
extern template const CellKind& cell_kind<cells::MinGru>();
extern template const CellKind& cell_kind<cells::MinLstm>();
extern template const CellKind& cell_kind<cells::PeepholeLstm>();
extern template const CellKind& cell_kind<cells::SLstm>();
extern template const CellKind& cell_kind<cells::Sru>();

}  // namespace xgrad::nn
