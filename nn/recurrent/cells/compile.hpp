// Compiles the formulas of a cell: defines `cell_info<MyCell>()`.
#pragma once

#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/core/formula/narrow.hpp>
#include <xgrad/nn/recurrent/cells/cell.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/cells/compiled_step.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <type_traits>
#include <utility>

namespace xgrad::nn {

/// True when a formula takes as many arguments as the index sequence is long.
template <class F, std::size_t... I>
constexpr bool takes_numbers(std::index_sequence<I...>) {
  using Number = formula::Value<double>;
  return std::is_invocable_v<const F&, std::enable_if_t<(I >= 0), Number>...>;
}

/// Stands for the closure of a formula without captures. The lambda of a class has internal linkage
/// in g++ 12: a reference to it from data that several files share may have no definition.
inline constexpr char kNoCaptures = 0;

/// A cell's formula and its kernels.
template <FormulaCell C>
struct CompiledCell {
  static_assert(C::kBlocks >= 1 || CellTraits<C>::takes_input(),
                "a formula takes blocks of W x + b or, with kTakesInput, x itself");
  static_assert(C::kBlocks >= 1 || (!CellTraits<C>::separate() && !CellTraits<C>::recurrent()),
                "with kBlocks = 0 there is no product U h, so no kSeparate and no kRecurrent");
  using F = std::remove_cvref_t<decltype(C::formula)>;
  static_assert(std::is_empty_v<F>,
                "a cell's formula captures nothing: write its constants into it");
  static constexpr std::size_t kOthers = C::kBlocks * (CellTraits<C>::separate() ? 2 : 1) +
                                         (CellTraits<C>::takes_input() ? 1 : 0) + C::kStates - 1 +
                                         CellTraits<C>::vectors().size();
  static constexpr bool kTakesHidden = takes_numbers<F>(std::make_index_sequence<kOthers + 1>{});
  static constexpr int kInputs = static_cast<int>(kOthers) + (kTakesHidden ? 1 : 0);
  static_assert(kTakesHidden || takes_numbers<F>(std::make_index_sequence<kOthers>{}),
                "a cell's formula takes its blocks (with kSeparate twice), then x with "
                "kTakesInput, then h or not, then its other states, then one number for each of "
                "kVectors");
  static constexpr formula::Kernels table = formula::compile<F, kInputs>();
  static_assert(table.outputs == C::kStates, "a cell's formula returns all its new states");
};

/// The formula of a cell's gates and its kernels.
template <FormulaCell C>
struct CompiledGates {
  using F = std::remove_cvref_t<decltype(C::gates)>;
  static_assert(std::is_empty_v<F>, "a cell's formula captures nothing");
  static constexpr formula::Kernels table = formula::compile<F, CompiledCell<C>::kInputs, 0, 0>();
  static_assert(table.outputs ==
                    std::size(C::kGates) - std::ranges::count(C::kGates, false, &Gate::logistic),
                "gates gives the values of all logistic gates of kGates");
};

/// The number of arguments of a linear cell's coefficients.
template <LinearCell C>
inline constexpr std::size_t kCoefficientInputs = C::kBlocks +
                                                  (CellTraits<C>::takes_input() ? 1 : 0);

/// h' = a * h + b as a formula of the arguments of a linear cell's coefficients followed by h.
template <LinearCell C>
struct LinearFormula {
  template <class... Numbers>
  requires(sizeof...(Numbers) == kCoefficientInputs<C> + 1) auto operator()(
      const Numbers&... numbers) const {
    return of(std::tuple{numbers...}, std::make_index_sequence<kCoefficientInputs<C>>{});
  }

 private:
  template <class Tuple, std::size_t... i>
  static auto of(const Tuple& x, std::index_sequence<i...>) {
    const auto line = C::coefficients(std::get<i>(x)...);
    return std::get<0>(line) * std::get<sizeof...(i)>(x) + std::get<1>(line);
  }
};

/// The step of a linear cell.
template <LinearCell C>
struct LinearStep {
  static constexpr int kBlocks = C::kBlocks;
  static constexpr int kStates = C::kStates;
  static constexpr bool kTakesInput = CellTraits<C>::takes_input();
  static constexpr bool kRecurrent = false;
  static constexpr LinearFormula<C> formula = {};
};

/// The kernels of a linear cell's coefficients.
template <LinearCell C>
struct CompiledCoefficients {
  static_assert(C::kStates == 1, "a linear cell has the one state h");
  static_assert(C::kBlocks >= 1 && !CellTraits<C>::separate() && !CellTraits<C>::recurrent() &&
                    CellTraits<C>::vectors().empty(),
                "a linear cell takes blocks of W x + b, and x with kTakesInput, but nothing else");
  using F = std::remove_cvref_t<decltype(C::coefficients)>;
  static_assert(std::is_empty_v<F>, "a cell's formula captures nothing");
  static constexpr formula::Kernels table = formula::compile<F, int{kCoefficientInputs<C>}>();
  static_assert(table.outputs == 2, "the coefficients of h' = a * h + b are two");
};

/// How the scan calls a compiled formula.
template <class Compiled, class Choice>
FormulaCall cell_call() {
  return {"cell", &formula::widest<Compiled, Choice>(), &kNoCaptures, sizeof(typename Compiled::F)};
}

/// Sets the compiled step of the formula cell C in the description of a cell.
template <FormulaCell C, class Choice>
void set_steps(CellInfo& info) {
  using Compiled = CompiledStep<C, CompiledCell<C>::kTakesHidden>;
  info.steps = &formula::widest<Compiled, Choice>();
  info.narrow_steps = &formula::widest_up_to_avx2<Compiled, Choice>();
}

/// The description of a cell, from its constants and its kernels.
template <Cell C, class Choice>
const CellInfo& compiled_cell() {
  static_assert(C::kStates >= 1, "a cell has the state h");
  static const CellInfo kind = [] {
    CellInfo made = {.blocks = C::kBlocks,
                     .states = C::kStates,
                     .separate = CellTraits<C>::separate(),
                     .takes_input = CellTraits<C>::takes_input(),
                     .recurrent = CellTraits<C>::recurrent(),
                     .vectors = CellTraits<C>::vectors()};
    if constexpr (requires { C::kBias; }) made.bias = C::kBias;
    if constexpr (requires { C::kBiases; }) {
      static_assert(std::size(C::kBiases) == 2, "kBiases names two parameters");
      made.biases = C::kBiases;
    }
    if constexpr (requires { C::kInitial; }) {
      static_assert(std::size(C::kInitial) == C::kStates, "kInitial has a number for each state");
      made.initial = C::kInitial;
    }
    if constexpr (requires { C::kGates; }) {
      static_assert(std::size(C::kGates) == C::kBlocks, "kGates has an element for each block");
      made.gates = C::kGates;
    }
    if constexpr (requires { C::kUpdateGate; }) made.update_gate = C::kUpdateGate;
    if constexpr (FormulaCell<C>) {
      made.call = cell_call<CompiledCell<C>, Choice>();
      made.takes_hidden = CompiledCell<C>::kTakesHidden;
      set_steps<C, Choice>(made);
      if constexpr (requires { C::gates; })
        made.gate_values = cell_call<CompiledGates<C>, Choice>();
    } else if constexpr (LinearCell<C>) {
      made.coefficients = cell_call<CompiledCoefficients<C>, Choice>();
      made.call = cell_call<CompiledCell<LinearStep<C>>, Choice>();
      made.takes_hidden = true;
      set_steps<LinearStep<C>, Choice>(made);
    } else {
      static_assert(!CellTraits<C>::takes_input(), "a step receives x itself with kBlocks = 0");
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
const CellInfo& cell_info() {
  static_assert(Cell<C>, "a cell has kBlocks, kStates and a formula, coefficients or a step");
  return compiled_cell<C, formula::Choice>();
}

}  // namespace xgrad::nn
