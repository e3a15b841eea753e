// From a cell's formula to a full layer: `nn::Recurrent<MyCell>` is stacked, bidirectional and as
// fast as the layers of the library.
#pragma once

#include <xgrad/autograd/pointwise.hpp>
#include <xgrad/core/formula/widest.hpp>
#include <xgrad/nn/cell_kind.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace xgrad::nn {

/// A recurrent cell as a formula, written like those in rnn_cells.hpp.
template <class C>
concept Cell = requires {
  { C::kBlocks } -> std::convertible_to<int>;
  { C::kStates } -> std::convertible_to<int>;
  { C::kSeparate } -> std::convertible_to<bool>;
  C::formula;
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
template <Cell C>
struct CompiledCell {
  static_assert(C::kStates == 1 || C::kStates == 2, "a cell has the states h, or h and c");
  using F = std::remove_cvref_t<decltype(C::formula)>;
  static_assert(std::is_empty_v<F>,
                "a cell's formula captures nothing: write its constants into it");
  static constexpr std::size_t kGates = C::kBlocks * (C::kSeparate ? 2 : 1);
  static constexpr bool kTakesHidden =
      takes_numbers<F>(std::make_index_sequence<kGates + C::kStates>{});
  static_assert(kTakesHidden ||
                    takes_numbers<F>(std::make_index_sequence<kGates + C::kStates - 1>{}),
                "a cell's formula takes its blocks (with kSeparate twice), then h or not, then c "
                "where kStates is 2");
  static constexpr formula::Kernels table =
      formula::compile<F, static_cast<int>(kGates) + C::kStates - (kTakesHidden ? 0 : 1)>();
  static_assert(table.outputs == C::kStates, "a cell's formula returns all its new states");
};

/// The cell as the scan sees it.
template <Cell C, class Choice = formula::Choice>
const CellKind& cell_kind() {
  using Compiled = CompiledCell<C>;
  static const CellKind kind = {.call = {"cell", &formula::widest<Compiled, Choice>(), &kNoCaptures,
                                         sizeof(typename Compiled::F)},
                                .blocks = C::kBlocks,
                                .states = C::kStates,
                                .separate = C::kSeparate,
                                .takes_hidden = Compiled::kTakesHidden};
  return kind;
}

/// A layer, or a stack of them, of any cell.
template <Cell C>
class Recurrent : public Module<Recurrent<C>, RecurrentBase> {
 public:
  explicit Recurrent(const RecurrentOptions& options, Generator& generator = default_generator())
      : Module<Recurrent<C>, RecurrentBase>(cell_kind<C>(), options, generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

}  // namespace xgrad::nn
