// How a cell is written. `nn::Recurrent<MyCell>` is a full layer of it, with all options of the
// library's layers, and their speed where the cell is a formula.
//
// A cell is a struct. Its weights have kBlocks blocks of hidden_size rows, and it has kStates
// states, h first. What it computes is one of three:
//
// - `formula`, one step for each unit. It takes one argument per block of
//     a = W x + b + U h + b'
//   or, with kSeparate, first the blocks of W x + b and then those of U h + b'; after them the
//   state h if it needs it, then the other states, then the cell's own parameters. It returns the
//   new states, h first. With kRecurrent = false there is no product U h. Its own parameters, a
//   number for each unit, are listed by name: `kVectors`.
// - `coefficients`, of the blocks of W x + b alone, gives a and b of h' = a * h + b. There is no
//   product U h; all steps at once are one formula and one scan over time.
// - `step`, from a StepInput to the new states, in any operations. `parameters` lists the
//   parameters it has besides the usual ones, and `prepare` may make of all weights, once a
//   sequence, what the steps get as their own. It sees W x + b, with kBlocks = 0 the input itself;
//   what it does with b' is up to the step.
//
// Optional for all: `kBias = false` for a cell without b and b', `kBiases`, the names of two
// parameters of its own that do the work of these, `kInitial`, initial values of the states other
// than 0, `kGates`, the names of blocks that are logistic gates, "" for others, and `kKeeps`, for
// each block 1 where it is a gate that keeps the state at 1, -1 where it replaces the state, 0 for
// others. Where gates see more than their block, `gates`, a second formula of the same arguments,
// gives the values of those that have a name.
#pragma once

#include <xgrad/nn/recurrent/cells/composite.hpp>

#include <concepts>
#include <span>
#include <string_view>
#include <vector>

namespace xgrad::nn {

/// What every cell has.
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
/// A composite cell, whose step is made of ops.
template <class C>
concept StepCell = CellShape<C> && requires(const StepInput& input) {
  { C::step(input) } -> std::same_as<std::vector<Tensor>>;
};

/// A recurrent cell, as described above.
template <class C>
concept Cell = FormulaCell<C> || LinearCell<C> || StepCell<C>;

/// The constants that decide what a formula takes, where the cell does not name them, too.
template <CellShape C>
struct CellTraits {
  static constexpr bool separate() {
    if constexpr (requires { C::kSeparate; }) return C::kSeparate;
    return false;
  }
  static constexpr bool recurrent() {
    if constexpr (requires { C::kRecurrent; }) return C::kRecurrent;
    return !LinearCell<C>;
  }
  static constexpr std::span<const std::string_view> vectors() {
    if constexpr (requires { C::kVectors; }) return C::kVectors;
    return {};
  }
};

}  // namespace xgrad::nn
