// From a cell to a full layer: `nn::Recurrent<MyCell>` has all options of the library's layers, and
// their speed where the cell is a formula.
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
//   b' is its own affair.
//
// Optional for all: `kBias = false` for a cell without b and b', `kBiases`, the names of two
// parameters of its own that do the work of these, `kFirst`, first values of the states other than
// 0, `kGates`, the names of blocks that are logistic gates, "" for others, and `kKeeps`, for each
// block 1 where it is a gate that keeps the state at 1, -1 where it replaces the state, 0 for
// others. Where gates see more than their block, `gates`, a second formula of the same arguments,
// gives the values of those that have a name.
#pragma once

#include <xgrad/autograd/pointwise.hpp>
#include <xgrad/core/formula/widest.hpp>
#include <xgrad/nn/cell_kind.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/single_step.hpp>

#include <algorithm>
#include <concepts>
#include <iterator>
#include <type_traits>
#include <utility>

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
/// A cell whose step is made of operations.
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

/// True when a formula takes as many numbers as the sequence is long.
template <class F, std::size_t... I>
constexpr bool takes_numbers(std::index_sequence<I...>) {
  using Number = formula::Value<double>;
  return std::is_invocable_v<const F&, std::enable_if_t<(I >= 0), Number>...>;
}

/// Stands for the closure of a formula without captures. The lambda of a class has internal linkage
/// in g++ 12: a reference to it from data that several files share may be left without its target.
inline constexpr char kNoCaptures = 0;

/// A cell's formula and its kernels.
template <FormulaCell C>
struct CompiledCell {
  static_assert(C::kBlocks >= 1, "a formula takes blocks of W x + b: only a step sees x itself");
  using F = std::remove_cvref_t<decltype(C::formula)>;
  static_assert(std::is_empty_v<F>,
                "a cell's formula captures nothing: write its constants into it");
  static constexpr std::size_t kOthers = C::kBlocks * (CellTraits<C>::separate() ? 2 : 1) +
                                         C::kStates - 1 + CellTraits<C>::vectors().size();
  static constexpr bool kTakesHidden = takes_numbers<F>(std::make_index_sequence<kOthers + 1>{});
  static constexpr int kInputs = static_cast<int>(kOthers) + (kTakesHidden ? 1 : 0);
  static_assert(kTakesHidden || takes_numbers<F>(std::make_index_sequence<kOthers>{}),
                "a cell's formula takes its blocks (with kSeparate twice), then h or not, then "
                "its other states, then one number for each of kVectors");
  static constexpr formula::Kernels table = formula::compile<F, kInputs>();
  static_assert(table.outputs == C::kStates, "a cell's formula returns all its new states");
};

/// The kernels of a cell's formula of its gates.
template <FormulaCell C>
struct CompiledGates {
  using F = std::remove_cvref_t<decltype(C::gates)>;
  static_assert(std::is_empty_v<F>, "a cell's formula captures nothing");
  static constexpr formula::Kernels table = formula::compile<F, CompiledCell<C>::kInputs, 0, 0>();
  static_assert(table.outputs == std::size(C::kGates) -
                                     std::count(std::begin(C::kGates), std::end(C::kGates), ""),
                "gates gives the values of all gates that kGates names");
};

/// h' = a * h + b of the blocks of a linear cell and, behind them, h.
template <LinearCell C>
struct LinearFormula {
  template <class... Numbers>
  requires(sizeof...(Numbers) == C::kBlocks + 1) auto operator()(const Numbers&... numbers) const {
    return of(std::tuple{numbers...}, std::make_index_sequence<C::kBlocks>{});
  }

 private:
  template <class Tuple, std::size_t... block>
  static auto of(const Tuple& x, std::index_sequence<block...>) {
    const auto line = C::coefficients(std::get<block>(x)...);
    return std::get<0>(line) * std::get<sizeof...(block)>(x) + std::get<1>(line);
  }
};

/// The step of a linear cell.
template <LinearCell C>
struct LinearStep {
  static constexpr int kBlocks = C::kBlocks;
  static constexpr int kStates = C::kStates;
  static constexpr LinearFormula<C> formula = {};
};

/// The kernels of a linear cell's coefficients.
template <LinearCell C>
struct CompiledCoefficients {
  static_assert(C::kStates == 1, "a linear cell has the one state h");
  static_assert(!CellTraits<C>::separate() && !CellTraits<C>::recurrent() &&
                    CellTraits<C>::vectors().empty(),
                "a linear cell sees the blocks of W x + b alone");
  using F = std::remove_cvref_t<decltype(C::coefficients)>;
  static_assert(std::is_empty_v<F>, "a cell's formula captures nothing");
  static constexpr formula::Kernels table = formula::compile<F, C::kBlocks>();
  static_assert(table.outputs == 2, "the coefficients of h' = a * h + b are two");
};

/// How the scan runs a compiled formula.
template <class Compiled, class Choice>
FormulaCall cell_call() {
  return {"cell", &formula::widest<Compiled, Choice>(), &kNoCaptures, sizeof(typename Compiled::F)};
}

/// What a cell's constants say, with its kernels.
template <Cell C, class Choice>
const CellKind& compiled_cell() {
  static_assert(C::kStates >= 1, "a cell has the state h");
  static const CellKind kind = [] {
    CellKind made = {.blocks = C::kBlocks,
                     .states = C::kStates,
                     .separate = CellTraits<C>::separate(),
                     .recurrent = CellTraits<C>::recurrent(),
                     .vectors = CellTraits<C>::vectors()};
    if constexpr (requires { C::kBias; }) made.bias = C::kBias;
    if constexpr (requires { C::kBiases; }) {
      static_assert(std::size(C::kBiases) == 2, "kBiases names two parameters");
      made.biases = C::kBiases;
    }
    if constexpr (requires { C::kFirst; }) {
      static_assert(std::size(C::kFirst) == C::kStates, "kFirst has a number for each state");
      made.first = C::kFirst;
    }
    if constexpr (requires { C::kGates; }) {
      static_assert(std::size(C::kGates) == C::kBlocks, "kGates has a name for each block");
      made.gates = C::kGates;
    }
    if constexpr (requires { C::kKeeps; }) {
      static_assert(std::size(C::kKeeps) == C::kBlocks, "kKeeps has a number for each block");
      made.keeps = C::kKeeps;
    }
    if constexpr (FormulaCell<C>) {
      made.call = cell_call<CompiledCell<C>, Choice>();
      made.takes_hidden = CompiledCell<C>::kTakesHidden;
      if constexpr (requires { C::gates; })
        made.gate_values = cell_call<CompiledGates<C>, Choice>();
    } else if constexpr (LinearCell<C>) {
      made.coefficients = cell_call<CompiledCoefficients<C>, Choice>();
      made.call = cell_call<CompiledCell<LinearStep<C>>, Choice>();
      made.takes_hidden = true;
    } else {
      made.separate = true;
      made.step = &C::step;
      if constexpr (requires { C::parameters; }) made.parameters = &C::parameters;
      if constexpr (requires { C::prepare; }) made.prepare = &C::prepare;
    }
    return made;
  }();
  return kind;
}

template <class C>
const CellKind& cell_kind() {
  static_assert(Cell<C>, "a cell has kBlocks, kStates and a formula, coefficients or a step");
  return compiled_cell<C, formula::Choice>();
}

}  // namespace xgrad::nn
