// Formulas on tensors: converts a generic lambda to an operation with first and second derivatives.
// See docs/formulas.md.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>
#include <xgrad/core/formula/kernels.hpp>
#include <xgrad/core/formula/widest.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace xgrad {

/// A tensor passed to a formula as k blocks of its last axis. Created by `blocks<k>`.
template <int k>
struct Blocks {
  const Tensor& tensor;
};

/// Passes `tensor` to a formula as k parameters, the equal blocks of its last axis. In the graph it
/// is one input, whose gradient is one buffer.
/// [..., k * n] as k x [..., n]
template <int k>
Blocks<k> blocks(const Tensor& tensor) {
  static_assert(k >= 1, "blocks<k>: at least one block");
  return {tensor};
}

/// A bool tensor passed to a formula as a condition. Created by `condition`.
struct Condition {
  const Tensor& tensor;
};

/// Passes a bool tensor to a formula as a condition for `where`, `&&`, `||` and `!`.
inline Condition condition(const Tensor& tensor) {
  return {tensor};
}

/// Describes how one argument of `pointwise` is passed to the formula.
template <class Input>
struct FormulaInput {
  static_assert(formula::kNever<Input>,
                "pointwise: inputs are tensors, blocks<k>(tensor) or condition(tensor); numbers "
                "known at run time are "
                "captured by the lambda");
};
template <>
struct FormulaInput<Tensor> {
  static constexpr int kParameters = 1;
  static constexpr bool kCondition = false;
  static PointwiseInput of(const Tensor& input) { return {&input, 1, false}; }
};
template <int k>
struct FormulaInput<Blocks<k>> {
  static constexpr int kParameters = k;
  static constexpr bool kCondition = false;
  static PointwiseInput of(const Blocks<k>& input) { return {&input.tensor, k, false}; }
};
template <>
struct FormulaInput<Condition> {
  static constexpr int kParameters = 1;
  static constexpr bool kCondition = true;
  static PointwiseInput of(const Condition& input) { return {&input.tensor, 1, true}; }
};

/// A bit mask: bit i is set when parameter i of the formula is a condition.
template <class... Inputs>
constexpr unsigned condition_parameters() {
  unsigned conditions = 0;
  int parameter = 0;
  ((conditions |= FormulaInput<Inputs>::kCondition ? 1U << parameter : 0U,
    parameter += FormulaInput<Inputs>::kParameters),
   ...);
  return conditions;
}

/// The kernels of formula F for these types of inputs.
template <int Derivatives, class F, class... Inputs>
struct Compiled {
  static constexpr formula::Kernels table =
      formula::compile<F, (FormulaInput<Inputs>::kParameters + ...),
                       condition_parameters<Inputs...>(), Derivatives>();
};

template <std::size_t... M>
auto as_tuple(std::array<Tensor, sizeof...(M)>& outputs, std::index_sequence<M...>) {
  return std::tuple{std::move(outputs[M])...};
}

/// Applies a formula elementwise to inputs that broadcast together, all float32 or all float64;
/// conditions are bool. Returns a Tensor, or a std::tuple of Tensors if the formula returns a
/// tuple. `name` is a literal, for messages. Throws ShapeError, naming all shapes, and DTypeError.
template <class F, class... Inputs>
auto pointwise(const char* name, const F& formula, const Inputs&... inputs) {
  using Kernels = Compiled<2, F, Inputs...>;
  constexpr int kOutputs = Kernels::table.outputs;
  static_assert(sizeof(F) <= kMaxClosure, "pointwise: a formula may capture at most 64 bytes");
  const PointwiseInput list[] = {FormulaInput<Inputs>::of(inputs)...};
  const FormulaCall call{name, &formula::widest<Kernels>(), &formula, sizeof(F)};
  if constexpr (kOutputs == 1) {
    Tensor output;
    apply_formula(call, list, {&output, 1});
    return output;
  } else {
    std::array<Tensor, kOutputs> outputs;
    apply_formula(call, list, outputs);
    return as_tuple(outputs, std::make_index_sequence<static_cast<std::size_t>(kOutputs)>{});
  }
}
template <class F, class... Inputs>
requires(!std::is_convertible_v<F, const char*>) auto pointwise(const F& formula,
                                                                const Inputs&... inputs) {
  return pointwise("pointwise", formula, inputs...);
}

/// Computes only the value of a formula with one output, for operations that record their own
/// pullbacks. Throws ShapeError, DTypeError.
template <class F, class... Inputs>
Array pointwise_value(const char* name, const F& formula, const Inputs&... inputs) {
  const PointwiseInput list[] = {FormulaInput<Inputs>::of(inputs)...};
  return formula_value({name, &formula::widest<Compiled<0, F, Inputs...>>(), &formula, sizeof(F)},
                       list);
}

}  // namespace xgrad
