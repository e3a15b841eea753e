// The type-erased part of `pointwise`: checks inputs, runs a compiled formula and records it.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstddef>
#include <span>

namespace xgrad::formula {
struct Kernels;
}

namespace xgrad {

/// Maximal size of the captures of a formula in bytes.
inline constexpr std::size_t kMaxClosure = 64;

/// One input of a formula: a tensor whose last axis is divided into blocks, or a bool condition.
struct PointwiseInput {
  const Tensor* tensor;
  int blocks;
  bool condition;
  /// True if no one else uses the tensor: the backward pass may overwrite it with its gradient.
  bool consumed = false;
};

/// A compiled formula and the lambda from which it was compiled.
struct FormulaCall {
  const char* name;
  const formula::Kernels* kernels;
  const void* closure;
  std::size_t closure_size;
};

/// Applies a formula, records it as one node and fills `outputs`. Writes the results of the first
/// output into `targets`, arrays of the right shape and dtype, as far as these suffice. Throws
/// ShapeError, DTypeError.
void apply_formula(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                   std::span<Tensor> outputs, std::span<const Array> targets = {});

/// Computes only the value of a formula with one output and plain inputs, for operations that
/// record their own pullbacks. Throws ShapeError, DTypeError.
Array formula_value(const FormulaCall& call, std::span<const PointwiseInput> inputs);

}  // namespace xgrad
