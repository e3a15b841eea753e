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

/// The cell C as the library has compiled it.
template <class C>
const CellKind& library_kind();

/// A layer, or a stack of them, of a cell that the library has compiled.
template <class C>
class Variant : public Module<Variant<C>, RecurrentBase> {
 public:
  /// Throws ValueError for options that make no sense, or not for this cell.
  explicit Variant(const RecurrentOptions& options, Generator& generator = default_generator())
      : Module<Variant<C>, RecurrentBase>(library_kind<C>(), common_options(options), generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

using LayerNormLSTM = Variant<cells::LayerNormLstm>;
using LayerNormGRU = Variant<cells::LayerNormGru>;
using PeepholeLSTM = Variant<cells::PeepholeLstm>;
using CoupledLSTM = Variant<cells::CoupledLstm>;
using MGU = Variant<cells::Mgu>;
using IndRNN = Variant<cells::IndRnn>;
using MinGRU = Variant<cells::MinGru>;
using MinLSTM = Variant<cells::MinLstm>;
using SRU = Variant<cells::Sru>;
using SLSTM = Variant<cells::SLstm>;

}  // namespace xgrad::nn
