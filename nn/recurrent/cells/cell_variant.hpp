// Options of single cells: the variants of the equations of RNN and GRU.
#pragma once

#include <cstdint>

namespace xgrad::nn {

struct CellInfo;

namespace cells {
struct RNN;
struct GRU;
}  // namespace cells

/// The activation of an RNN; for any other use `cells::RNNOf`.
enum class Nonlinearity : std::uint8_t { tanh, relu };

/// The meaning of z = 1 in a GRU: `replace` replaces the state by the candidate,
/// h' = (1 - z) h + z n; `keep` leaves it unchanged, h' = (1 - z) n + z h, as in PyTorch, Keras and
/// ONNX. Negating the rows of z in all weights converts one into the other.
enum class UpdateGate : std::uint8_t { replace, keep };

/// The options of the cell C besides those of all layers; most cells have none.
template <class C>
struct CellVariant {};

/// The options of an RNN: `nn::RNN rnn({.input_size = 3, .hidden_size = 8}, {.nonlinearity = ...})`.
template <>
struct CellVariant<cells::RNN> {
  Nonlinearity nonlinearity = Nonlinearity::tanh;
};

/// The options of a GRU.
template <>
struct CellVariant<cells::GRU> {
  /// The meaning of the gate z.
  UpdateGate update_gate = UpdateGate::replace;
  /// Computes n = tanh(x_n + r * (U h + b')) rather than tanh(x_n + U (r * h) + b'), the form of
  /// Cho et al. (2014).
  bool reset_after = true;
};

/// The description of the cell C. Defined in cells/compile.hpp, which a file that defines a cell
/// must include; the library instantiates it for its own cells.
template <class C>
const CellInfo& cell_info();

/// The description of a variant of the cell C.
template <class C>
const CellInfo& cell_info(const CellVariant<C>&) {
  return cell_info<C>();
}
const CellInfo& cell_info(const CellVariant<cells::RNN>& variant);
const CellInfo& cell_info(const CellVariant<cells::GRU>& variant);

}  // namespace xgrad::nn
