// Compiles the further cells.
#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/cells/layer_norm.hpp>
#include <xgrad/nn/recurrent/cells/variants.hpp>

namespace xgrad::nn {

template const CellInfo& cell_info<cells::LayerNormLSTM>();
template const CellInfo& cell_info<cells::LayerNormGRU>();
template const CellInfo& cell_info<cells::PeepholeLSTM>();
template const CellInfo& cell_info<cells::CoupledLSTM>();
template const CellInfo& cell_info<cells::MGU>();
template const CellInfo& cell_info<cells::IndRNN>();
template const CellInfo& cell_info<cells::MinGRU>();
template const CellInfo& cell_info<cells::MinLSTM>();
template const CellInfo& cell_info<cells::SRU>();
template const CellInfo& cell_info<cells::SLSTM>();

}  // namespace xgrad::nn
