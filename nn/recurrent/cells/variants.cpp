// The library's further cells, compiled.
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/layer_norm.hpp>
#include <xgrad/nn/recurrent/cells/variants.hpp>

namespace xgrad::nn {

template const CellKind& cell_kind<cells::LayerNormLSTM>();
template const CellKind& cell_kind<cells::LayerNormGRU>();
template const CellKind& cell_kind<cells::PeepholeLSTM>();
template const CellKind& cell_kind<cells::CoupledLSTM>();
template const CellKind& cell_kind<cells::MGU>();
template const CellKind& cell_kind<cells::IndRNN>();
template const CellKind& cell_kind<cells::MinGRU>();
template const CellKind& cell_kind<cells::MinLSTM>();
template const CellKind& cell_kind<cells::SRU>();
template const CellKind& cell_kind<cells::SLSTM>();

}  // namespace xgrad::nn
