// Further recurrent layers: each is a cell of variant_cells.hpp or norm_cells.hpp with all options.
#pragma once

#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/single_step.hpp>

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

/// One time step of a cell that the library has compiled: `VariantCell<cells::Mgu>`.
template <class C>
class VariantCell : public Module<VariantCell<C>, CellBase> {
 public:
  /// Throws ValueError for options that make no sense, or not for this cell.
  explicit VariantCell(const CellOptions& options, Generator& generator = default_generator())
      : Module<VariantCell<C>, CellBase>(library_kind<C>(), common_options(options), generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

/// An LSTM with layer normalisation.
using LayerNormLSTM = Variant<cells::LayerNormLstm>;
/// A GRU with layer normalisation, where z = 1 replaces the state.
using LayerNormGRU = Variant<cells::LayerNormGru>;
/// An LSTM whose gates see the cell state.
using PeepholeLSTM = Variant<cells::PeepholeLstm>;
/// An LSTM that forgets as much as it takes in.
using CoupledLSTM = Variant<cells::CoupledLstm>;
/// The minimal gated unit, a GRU with one gate.
using MGU = Variant<cells::Mgu>;
/// Independently recurrent units, each of which sees only its own state.
using IndRNN = Variant<cells::IndRnn>;
/// A GRU whose gate does not see the state, so that all steps go at once.
using MinGRU = Variant<cells::MinGru>;
/// The same of an LSTM, whose gates i and f are scaled to add up to 1.
using MinLSTM = Variant<cells::MinLstm>;
/// The simple recurrent unit, with a highway around it.
using SRU = Variant<cells::Sru>;
/// The sLSTM of xLSTM, with an exponential input gate.
using SLSTM = Variant<cells::SLstm>;

}  // namespace xgrad::nn
