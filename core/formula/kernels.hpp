// Compiles a formula to function pointers: its forward, pullback and second-pullback loops for
// float32 and float64.
#pragma once

#include <xgrad/core/formula/derive.hpp>
#include <xgrad/core/formula/loop.hpp>

namespace xgrad::formula {

/// Whether all calls in the body of a loop are inlined: a batch passed through memory costs more
/// than the arithmetic. With a sanitizer, such a body takes minutes to compile.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kInlinesBodies = false;
#else
inline constexpr bool kInlinesBodies = true;
#endif

/// A compiled formula. Element 0 of each pair is float32, element 1 float64. The order of operands
/// is
///   forward:   inputs | outputs
///   pullback:  inputs, gradients of the outputs | gradients for the inputs
///   second:    inputs, gradients of the outputs, incoming gradients for the pullback's results
///              | gradients for the inputs, gradients for the gradients of the outputs
/// With keeps_output the pullbacks take the output in place of the input. A gradient that is null
/// is zero; a result that is null is not computed. Conditions have no gradients: their operands are
/// null.
struct Kernels {
  int inputs;
  int outputs;
  unsigned condition_inputs;   // bit i: input i is bool
  unsigned condition_outputs;  // bit m: output m is bool
  bool keeps_output;
  Kernel forward[2];
  Kernel pullback[2];  // null if not compiled, or if no output is a number
  Kernel second[2];    // likewise
  /// Appends the operations of the formula, or of the slope in keeps_output, to the trace of the
  /// thread; null if there is no second pullback. Third and higher derivatives use it.
  void (*trace)(const void* closure);
};

/// Input k as passed to the formula: a number or, for a condition, a mask.
template <bool Condition, class V>
auto argument(const V& x) {
  if constexpr (Condition)
    return x != V(0);
  else
    return x;
}

template <class V>
void store(const V& x, typename V::Scalar* to) {
  x.store(to);
}
template <class T, class Arch>
void store(const Mask<T, Arch>& condition, T* to) {
  where(condition, Value<T, Arch>(T(1)), Value<T, Arch>(T(0))).store(to);
}
template <class V>
void store_wanted(const V& x, typename V::Scalar* to, std::ptrdiff_t at) {
  if (to != nullptr) store(x, to + at);
}

/// The loops of formula F with Inputs inputs, of which those in Conditions are bool, on values of
/// type V.
template <class F, int Inputs, unsigned Conditions, class V>
class Derivation {
  using T = typename V::Scalar;
  using InputIndices = std::make_index_sequence<static_cast<std::size_t>(Inputs)>;

  template <std::size_t I>
  static constexpr bool kCondition = (Conditions >> I & 1U) != 0;

  template <std::size_t... I>
  static auto evaluate(const F& f, std::index_sequence<I...>)
      -> std::remove_cvref_t<decltype(outputs_of(f(argument<kCondition<I>>(V())...)))>;

 public:
  /// The return type of the formula as a std::tuple.
  using Results = decltype(evaluate(std::declval<const F&>(), InputIndices{}));
  static constexpr int kOutputs = std::tuple_size_v<Results>;
  static constexpr unsigned kConditionOutputs = conditions_in(static_cast<Results*>(nullptr));
  using OutputIndices = std::make_index_sequence<static_cast<std::size_t>(kOutputs)>;

  static void forward(const void* closure, const Iteration& iteration, const Operand* operands) {
    constexpr std::uint64_t conditions = Conditions | std::uint64_t{kConditionOutputs} << Inputs;
    run<&forward_body, Inputs, kOutputs, conditions>(closure, iteration, operands);
  }
  static void pullback(const void* closure, const Iteration& iteration, const Operand* operands) {
    run<&pullback_body, Inputs + kOutputs, Inputs, Conditions>(closure, iteration, operands);
  }
  static void second(const void* closure, const Iteration& iteration, const Operand* operands) {
    run<&second_body, 2 * Inputs + kOutputs, Inputs + kOutputs, Conditions>(closure, iteration,
                                                                            operands);
  }

 private:
  template <Body<T> body>
  [[gnu::flatten]] static void inlined(const void* closure, std::ptrdiff_t n, T* const* operands) {
    body(closure, n, operands);
  }
  template <Body<T> body>
  static Body<T> loop_body() {
    if constexpr (kInlinesBodies)
      return &inlined<body>;
    else
      return body;
  }
  template <Body<T> body, int Reads, int Writes, std::uint64_t Conditional>
  static void run(const void* closure, const Iteration& iteration, const Operand* operands) {
    run_loop(LoopBody<T>{loop_body<body>(), closure, V::kWidth, Reads, Writes, Conditional},
             iteration, operands);
  }

  // Copies the formula, so that no result can alias it: the compiler hoists what depends only on
  // it.
  static F formula(const void* closure) { return *static_cast<const F*>(closure); }

  static void forward_body(const void* closure, std::ptrdiff_t n, T* const* operands) {
    forward_batches(formula(closure), n, operands, InputIndices{}, OutputIndices{});
  }
  static void pullback_body(const void* closure, std::ptrdiff_t n, T* const* operands) {
    if constexpr (kHasOutputSlope<F>)
      slope_batches(formula(closure), n, operands);
    else
      pullback_batches(formula(closure), n, operands, InputIndices{}, OutputIndices{});
  }
  static void second_body(const void* closure, std::ptrdiff_t n, T* const* operands) {
    if constexpr (kHasOutputSlope<F>)
      second_slope_batches(formula(closure), n, operands);
    else
      second_batches(formula(closure), n, operands, InputIndices{}, OutputIndices{});
  }

  template <std::size_t... I, std::size_t... M>
  static void forward_batches(const F& f, std::ptrdiff_t n, T* const* operands,
                              std::index_sequence<I...>, std::index_sequence<M...>) {
    T* const x[] = {operands[I]...};
    T* const y[] = {operands[Inputs + M]...};
    for (std::ptrdiff_t at = 0; at < n; at += V::kWidth) {
      const auto returned = f(argument<kCondition<I>>(V::load(x[I] + at))...);
      const auto& result = outputs_of(returned);
      (store(std::get<M>(result), y[M] + at), ...);
    }
  }

  // dx_i = sum over outputs of g_m J_mi
  template <std::size_t... I, std::size_t... M>
  static void pullback_batches(const F& f, std::ptrdiff_t n, T* const* operands,
                               std::index_sequence<I...>, std::index_sequence<M...>) {
    T* const x[] = {operands[I]...};
    T* const g[] = {operands[Inputs + M]...};
    T* const dx[] = {operands[Inputs + kOutputs + I]...};
    for (std::ptrdiff_t at = 0; at < n; at += V::kWidth) {
      const auto returned = f(seed<I>(argument<kCondition<I>>(V::load(x[I] + at)))...);
      const auto& y = outputs_of(returned);
      const V gradients[] = {V::load(g[M] + at)...};
      (store_wanted(gradient<I>(y, gradients), dx[I], at), ...);
    }
  }

  // The first pullback on tangents: with the tangent v_i of x_i, the tangent of dx_i is the
  // gradient for x_i, and the tangent of y_m is the gradient for g_m.
  template <std::size_t... I, std::size_t... M>
  static void second_batches(const F& f, std::ptrdiff_t n, T* const* operands,
                             std::index_sequence<I...>, std::index_sequence<M...>) {
    T* const x[] = {operands[I]...};
    T* const g[] = {operands[Inputs + M]...};
    T* const v[] = {operands[Inputs + kOutputs + I]...};
    T* const dx[] = {operands[2 * Inputs + kOutputs + I]...};
    T* const dg[] = {operands[3 * Inputs + kOutputs + M]...};
    for (std::ptrdiff_t at = 0; at < n; at += V::kWidth) {
      const auto returned = f(seed<I>(
          make_tangent(argument<kCondition<I>>(V::load(x[I] + at)), V::load(v[I] + at)))...);
      const auto& y = outputs_of(returned);
      const V gradients[] = {V::load(g[M] + at)...};
      (store_wanted(gradient_tangent<I>(y, gradients), dx[I], at), ...);
      (store_wanted(output_motion<V>(std::get<M>(y)), dg[M], at), ...);
    }
  }

  // dx = g slope(y)
  static void slope_batches(const F& f, std::ptrdiff_t n, T* const* operands) {
    T* const y = operands[0];
    T* const g = operands[1];
    T* const dx = operands[2];
    for (std::ptrdiff_t at = 0; at < n; at += V::kWidth)
      store_wanted(V::load(g + at) * number<V>(f.slope(V::load(y + at))), dx, at);
  }

  // On tangents: the tangent of y is slope(y) v, and that of dx is g times the tangent of slope(y).
  static void second_slope_batches(const F& f, std::ptrdiff_t n, T* const* operands) {
    T* const y = operands[0];
    T* const g = operands[1];
    T* const v = operands[2];
    T* const dx = operands[3];
    T* const dg = operands[4];
    for (std::ptrdiff_t at = 0; at < n; at += V::kWidth) {
      const V value = V::load(y + at);
      const V motion = number<V>(f.slope(value)) * V::load(v + at);
      const auto slope = number<V>(f.slope(make_tangent(value, motion)));
      store_wanted(V::load(g + at) * output_motion<V>(slope), dx, at);
      store_wanted(motion, dg, at);
    }
  }
};

/// The trace of formula F. It is compiled once, not per dtype, and consists of calls only.
template <class F, int Inputs, unsigned Conditions, class Arch>
class Tracer {
  template <std::size_t I>
  static auto symbol() {
    if constexpr ((Conditions >> I & 1U) != 0)
      return Mask<Symbol, Arch>{Truth{static_cast<int>(I)}};
    else
      return Symbolic<Arch>(Symbol{static_cast<int>(I)});
  }
  template <std::size_t... I>
  static void trace(const F& f, std::index_sequence<I...>) {
    const auto returned = f(symbol<I>()...);
    std::apply([](const auto&... output) { (append_output(output.batch.at), ...); },
               outputs_of(returned));
  }

 public:
  static void trace(const void* closure) {
    const F& f = *static_cast<const F*>(closure);
    if constexpr (kHasOutputSlope<F>)
      append_output(number<Symbolic<Arch>>(f.slope(symbol<0>())).batch.at);
    else
      trace(f, std::make_index_sequence<static_cast<std::size_t>(Inputs)>{});
  }
};

/// Compiles a formula for Inputs inputs, of which those in Conditions are bool, with its value and
/// up to Derivatives (0 to 2) pullbacks. The `closure` of the kernels is a pointer to the formula.
template <class Closure, int Inputs, unsigned Conditions = 0, int Derivatives = 2,
          class Arch = xsimd::default_arch>
constexpr Kernels compile() {
  using F = std::remove_cvref_t<Closure>;
  static_assert(Inputs >= 1, "xgrad formula: a formula needs at least one input");
  static_assert(Inputs <= kMaxInputs,
                "xgrad formula: a formula takes at most 16 inputs (blocks<k>(x) counts k times)");
  static_assert(
      std::is_trivially_copyable_v<F>,
      "xgrad formula: a formula may capture numbers only, by value; pass tensors as inputs");
  static_assert(!kHasOutputSlope<F> || (Inputs == 1 && Conditions == 0),
                "xgrad formula: slope_from_output is for formulas of one input");
  using Single = Derivation<F, Inputs, Conditions, Value<float, Arch>>;
  using Double = Derivation<F, Inputs, Conditions, Value<double, Arch>>;
  static_assert(Single::kOutputs <= kMaxOutputs,
                "xgrad formula: a formula returns at most 16 numbers");
  Kernels kernels{.inputs = Inputs,
                  .outputs = Single::kOutputs,
                  .condition_inputs = Conditions,
                  .condition_outputs = Single::kConditionOutputs,
                  .keeps_output = kHasOutputSlope<F>,
                  .forward = {&Single::forward, &Double::forward},
                  .pullback = {nullptr, nullptr},
                  .second = {nullptr, nullptr},
                  .trace = nullptr};
  if constexpr (Derivatives >= 1 && Single::kConditionOutputs != (1U << Single::kOutputs) - 1U) {
    kernels.pullback[0] = &Single::pullback;
    kernels.pullback[1] = &Double::pullback;
    if constexpr (Derivatives >= 2) {
      kernels.second[0] = &Single::second;
      kernels.second[1] = &Double::second;
      kernels.trace = &Tracer<F, Inputs, Conditions, Arch>::trace;
    }
  }
  return kernels;
}

}  // namespace xgrad::formula
