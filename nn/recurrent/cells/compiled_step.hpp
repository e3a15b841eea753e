// Compiles the step of a formula cell on packed weights: the products and the formula of two groups
// of units at a time, in registers. Internal.
#pragma once

#include <xgrad/core/formula/derive.hpp>
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/nn/recurrent/cells/cell.hpp>
#include <xgrad/nn/recurrent/cells/step_kernels.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

namespace xgrad::nn {

/// Sums of products in registers, one per gate block and group. All loops over them are expanded at
/// compile time, because compilers keep only arrays with constant indices in registers.
template <class Batch, int Count>
class StepSums {
  using T = typename Batch::value_type;
  static constexpr int kLanes = static_cast<int>(Batch::size);
  using Each = std::make_index_sequence<Count>;

 public:
  /// The number of independent sums per element that hides the latency of an addition.
  static constexpr int kChains = std::clamp(8 / Count, 1, 4);

  /// Zeros.
  StepSums() : StepSums(Each()) {}
  static StepSums load(const T* from) { return load(from, Each()); }

  /// Adds the products of a packed matrix and a vector x [columns].
  void add_products(const T* matrix, const T* x, Index columns) {
    Index k = 0;
    if (columns >= kChains) {
      std::array<StepSums, kChains> chains = {*this};
      for (; k + kChains <= columns; k += kChains) {
        add_columns(chains, matrix + k * (Count * kLanes), x + k,
                    std::make_index_sequence<kChains>());
      }
      *this = chains[0];
      add_chains(chains, std::make_index_sequence<kChains - 1>());
    }
    for (; k < columns; ++k) add_column(matrix + k * (Count * kLanes), x[k], Each());
  }

  void add(const StepSums& other) { add(other, Each()); }
  const Batch& operator[](std::size_t i) const { return sums_[i]; }

 private:
  template <std::size_t... i>
  explicit StepSums(std::index_sequence<i...>) : sums_{((void)i, Batch(T(0)))...} {}
  template <std::size_t... i>
  static StepSums load(const T* from, std::index_sequence<i...>) {
    StepSums made;
    ((made.sums_[i] = Batch::load_aligned(from + i * kLanes)), ...);
    return made;
  }
  template <std::size_t... i>
  void add_column(const T* column, T x, std::index_sequence<i...>) {
    const Batch factor(x);
    ((sums_[i] = xsimd::fma(factor, Batch::load_aligned(column + i * kLanes), sums_[i])), ...);
  }
  template <std::size_t... i>
  void add(const StepSums& other, std::index_sequence<i...>) {
    ((sums_[i] += other.sums_[i]), ...);
  }
  template <std::size_t... chain>
  static void add_columns(std::array<StepSums, kChains>& chains, const T* columns, const T* x,
                          std::index_sequence<chain...>) {
    (chains[chain].add_column(columns + chain * (Count * kLanes), x[chain], Each()), ...);
  }
  template <std::size_t... chain>
  void add_chains(const std::array<StepSums, kChains>& chains, std::index_sequence<chain...>) {
    (add(chains[chain + 1]), ...);
  }

  Batch sums_[Count];
};

/// A cell without gate blocks has no sums.
template <class Batch>
class StepSums<Batch, 0> {
  using T = typename Batch::value_type;

 public:
  static StepSums load(const T*) { return {}; }
  void add_products(const T*, const T*, Index) {}
  void add(const StepSums&) {}
};

/// The step of a cell for numbers of type T. PackedStep (nn/recurrent/packed_step.hpp) describes the
/// layout of the weights.
template <FormulaCell C, class T, class Arch, bool TakesHidden>
class StepLoop {
  using V = formula::Value<T, Arch>;
  using Batch = typename V::Batch;
  static constexpr int kLanes = V::kWidth;
  static constexpr int kBlocks = C::kBlocks;
  static constexpr int kVectors = static_cast<int>(CellTraits<C>::vectors().size());
  static constexpr bool kSeparate = CellTraits<C>::separate();
  static constexpr bool kRecurrent = CellTraits<C>::recurrent();
  static constexpr bool kTakesInput = CellTraits<C>::takes_input();
  static constexpr std::size_t kFirstState = TakesHidden ? 0 : 1;
  template <int count>
  using Indices = std::make_index_sequence<static_cast<std::size_t>(count)>;

 public:
  static constexpr Index lanes() { return kLanes; }
  static void run(const StepArguments& step) {
    const T* weights = static_cast<const T*>(step.weights);
    Index group = 0;
    for (; group + 2 <= step.groups; group += 2) weights = inlined<2>(step, weights, group);
    if (group < step.groups) inlined<1>(step, weights, group);
  }

 private:
  // The weights of Groups groups, one part after the other.
  template <int Groups>
  struct Weights {
    static constexpr Index kColumn = Index{Groups} * kBlocks * kLanes;
    const T* bias;
    const T* hidden_bias;
    const T* vectors;
    const T* input;
    const T* hidden;
    const T* end;

    Weights(const StepArguments& step, const T* weights)
        : bias(weights),
          hidden_bias(bias + kColumn),
          vectors(hidden_bias + (kSeparate && kRecurrent ? kColumn : 0)),
          input(vectors + Index{Groups} * kVectors * kLanes),
          hidden(input + step.input_size * kColumn),
          end(hidden + (kRecurrent ? step.hidden_size * kColumn : 0)) {}
  };

  template <int Groups>
  [[gnu::flatten]] static const T* inlined(const StepArguments& step, const T* weights,
                                           Index group) {
    return compute<Groups>(step, weights, group);
  }

  template <int Groups>
  static const T* compute(const StepArguments& step, const T* packed, Index group) {
    using Sums = StepSums<Batch, Groups * kBlocks>;
    const Weights<Groups> weights(step, packed);
    const T* x = static_cast<const T*>(step.input);
    const T* h = static_cast<const T*>(step.states[0]);
    const Index stride = step.groups * kLanes;
    for (Index row = 0; row < step.rows; ++row) {
      Sums from_input = Sums::load(weights.bias);
      if (step.classes != nullptr) {
        from_input.add(Sums::load(weights.input + step.classes[row] * Weights<Groups>::kColumn));
      } else {
        from_input.add_products(weights.input, x, step.input_size);
      }
      const Index at = row * stride + group * kLanes;
      if constexpr (kSeparate && kRecurrent) {
        Sums from_hidden = Sums::load(weights.hidden_bias);
        from_hidden.add_products(weights.hidden, h, step.hidden_size);
        finish(step, x, weights.vectors, from_input, from_hidden, at, group, Indices<Groups>());
      } else {
        if constexpr (kRecurrent) from_input.add_products(weights.hidden, h, step.hidden_size);
        finish(step, x, weights.vectors, from_input, from_input, at, group, Indices<Groups>());
      }
      x += step.input_stride;
      h += step.hidden_stride;
    }
    return weights.end;
  }

  template <class Sums, std::size_t... g>
  static void finish(const StepArguments& step, const T* x, const T* vectors,
                     const Sums& from_input, const Sums& from_hidden, Index at, Index group,
                     std::index_sequence<g...>) {
    (apply<g * kBlocks>(step, x, (group + static_cast<Index>(g)) * kLanes,
                        vectors + g * kVectors * kLanes, from_input, from_hidden,
                        at + static_cast<Index>(g) * kLanes, Indices<kBlocks>(),
                        Indices < kSeparate ? kBlocks : 0 > (), Indices < kTakesInput ? 1 : 0 > (),
                        Indices<C::kStates - static_cast<int>(kFirstState)>(), Indices<kVectors>(),
                        Indices<C::kStates>()),
     ...);
  }

  // A state without subnormal numbers, which would make later steps slow. Changing the processor's
  // setting for each step would cost as much as a step of a small layer.
  static Batch flushed(const StepArguments& step, const Batch& state) {
    const Batch least(step.flushes ? std::numeric_limits<T>::min() : T(0));
    return xsimd::select(xsimd::abs(state) < least, Batch(T(0)), state);
  }

  // The formula of one group, whose arguments are in the order that cell.hpp describes.
  template <std::size_t First, class Sums, std::size_t... i, std::size_t... j, std::size_t... in,
            std::size_t... s, std::size_t... v, std::size_t... out>
  static void apply(const StepArguments& step, [[maybe_unused]] const T* x,
                    [[maybe_unused]] Index unit, [[maybe_unused]] const T* vectors,
                    [[maybe_unused]] const Sums& from_input,
                    [[maybe_unused]] const Sums& from_hidden, Index at, std::index_sequence<i...>,
                    std::index_sequence<j...>, std::index_sequence<in...>,
                    std::index_sequence<s...>, std::index_sequence<v...>,
                    std::index_sequence<out...>) {
    const auto returned = C::formula(
        V(from_input[First + i])..., V(from_hidden[First + j])...,
        V(Batch::load_aligned(x + unit + in))...,
        V(Batch::load_aligned(static_cast<const T*>(step.states[kFirstState + s]) + at))...,
        V(Batch::load_aligned(vectors + v * kLanes))...);
    const auto& states = formula::outputs_of(returned);
    (flushed(step, std::get<out>(states).batch).store_aligned(static_cast<T*>(step.next[out]) + at),
     ...);
  }
};

/// The step of a cell for float32 and float64. TakesHidden as `takes_hidden` of CellInfo.
template <FormulaCell C, bool TakesHidden, class Arch>
inline constexpr StepKernels kStepKernels = {
    {StepLoop<C, float, Arch, TakesHidden>::lanes(),
     StepLoop<C, double, Arch, TakesHidden>::lanes()},
    {&StepLoop<C, float, Arch, TakesHidden>::run, &StepLoop<C, double, Arch, TakesHidden>::run}};

/// AVX2 where the flags enable AVX-512, otherwise the instruction set of the flags.
using NarrowArch = std::conditional_t<formula::Value<float>::kWidth == 16, xsimd::fma3<xsimd::avx2>,
                                      xsimd::default_arch>;

/// The compiled step of a cell. Its name is the same for every instruction set.
template <FormulaCell C, bool TakesHidden>
struct CompiledStep {
  static constexpr StepKernels table = kStepKernels<C, TakesHidden, xsimd::default_arch>;
  struct Narrow {
    static constexpr StepKernels table = kStepKernels<C, TakesHidden, NarrowArch>;
  };
};

}  // namespace xgrad::nn
