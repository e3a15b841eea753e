// The interface of a recurrent cell. `nn::Recurrent<MyCell>` is a full layer of the cell MyCell,
// with all options of the library's layers, and with their speed if the cell is a formula.
//
// A cell is a struct. Its weights have kBlocks gate blocks of hidden_size rows, and it has kStates
// states, h first. It defines one of three members:
//
// - `formula` computes one step for one unit. It takes one argument per gate block of
//     a = W x + b + U h + b'
//   or, with kSeparate, first the gate blocks of W x + b and then those of U h + b'. The next
//   arguments are the input x, with kTakesInput, the state h, if the formula needs it, the other
//   states, and the cell's own parameters. It returns the new states, h first. With
//   kRecurrent = false there is no product U h. With kTakesInput, input_size must equal
//   hidden_size, and kBlocks may be 0, then without kSeparate. `kVectors` lists the names of the cell's own parameters,
//   which are per-unit vectors.
// - `coefficients` takes the gate blocks of W x + b and, with kTakesInput, the input x, and returns
//   a and b of h' = a * h + b. There is no product U h; all time steps are computed by one formula
//   and one scan over time.
// - `step` maps a StepInput to the new states with any operations. `parameters` lists the
//   parameters of the cell besides the standard ones. `prepare` may compute tensors from all
//   weights once per sequence; the steps receive them in place of the cell's own parameters. The
//   step receives W x + b, or the input itself with kBlocks = 0, and applies b' itself.
//
// Optional members for all cells: `kBias = false` for a cell without b and b'; `kBiases`, the names
// of two of the cell's own parameters that take the place of b and b'; `kInitial`, initial states
// other than 0; and `kGates`, a `Gate` for each block: its name and what it does to the state. If a
// gate depends on more than its own block, the formula `gates`, with the arguments of `formula`,
// returns the values of all logistic gates.
#pragma once

#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <concepts>
#include <span>
#include <string_view>
#include <vector>

namespace xgrad::nn {

/// Requirements common to all cells.
template <class C>
concept CellShape = requires {
  { C::kBlocks } -> std::convertible_to<int>;
  { C::kStates } -> std::convertible_to<int>;
};
/// A cell whose step is a formula.
template <class C>
concept FormulaCell = CellShape<C> && requires {
  C::formula;
};
/// A cell whose step is h' = a * h + b, with a and b that do not depend on h.
template <class C>
concept LinearCell = CellShape<C> && requires {
  C::coefficients;
};
/// A composite cell, whose step consists of tensor operations.
template <class C>
concept StepCell = CellShape<C> && requires(const StepInput& input) {
  { C::step(input) } -> std::same_as<std::vector<Tensor>>;
};

/// A recurrent cell, as described above.
template <class C>
concept Cell = FormulaCell<C> || LinearCell<C> || StepCell<C>;

/// The constants that determine the arguments of a formula, with defaults for those that the cell
/// omits.
template <CellShape C>
struct CellTraits {
  static constexpr bool separate() {
    if constexpr (requires { C::kSeparate; }) return C::kSeparate;
    return false;
  }
  static constexpr bool recurrent() {
    if constexpr (requires { C::kRecurrent; }) return C::kRecurrent;
    return !LinearCell<C> && C::kBlocks > 0;
  }
  static constexpr bool takes_input() {
    if constexpr (requires { C::kTakesInput; }) return C::kTakesInput;
    return false;
  }
  static constexpr std::span<const std::string_view> vectors() {
    if constexpr (requires { C::kVectors; }) return C::kVectors;
    return {};
  }
};

}  // namespace xgrad::nn
