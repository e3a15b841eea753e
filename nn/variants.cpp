// The library's further cells, compiled.
#include <xgrad/nn/cell.hpp>
#include <xgrad/nn/norm_cells.hpp>
#include <xgrad/nn/variant_cells.hpp>
#include <xgrad/nn/variants.hpp>

namespace xgrad::nn {

template const CellKind& cell_kind<cells::LayerNormLstm>();
template const CellKind& cell_kind<cells::LayerNormGru>();
template const CellKind& cell_kind<cells::PeepholeLstm>();
template const CellKind& cell_kind<cells::CoupledLstm>();
template const CellKind& cell_kind<cells::Mgu>();
template const CellKind& cell_kind<cells::IndRnn>();
template const CellKind& cell_kind<cells::MinGru>();
template const CellKind& cell_kind<cells::MinLstm>();
template const CellKind& cell_kind<cells::Sru>();
template const CellKind& cell_kind<cells::SLstm>();

}  // namespace xgrad::nn
