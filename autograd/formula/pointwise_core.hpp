// What `pointwise` does once the formula is compiled: checks, runs, records.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstddef>
#include <span>

namespace xgrad::formula {
struct Kernels;
}

namespace xgrad {

/// The most bytes that a formula may capture.
inline constexpr std::size_t kMaxClosure = 64;

/// One input of a formula: its last axis cut into blocks, or a bool condition.
struct PointwiseInput {
  const Tensor* tensor;
  int blocks;
  bool condition;
  /// Nobody else uses the tensor: the last pass may write its gradient over its elements.
  bool consumed = false;
};

/// A compiled formula with the lambda that it was compiled from.
struct FormulaCall {
  const char* name;
  const formula::Kernels* kernels;
  const void* closure;
  std::size_t closure_size;
};

/// Applies a formula and records it as one node; fills `outputs`. The results of the first output
/// are written into `targets`, arrays of the right shape and dtype, as far as these reach. Throws
/// ShapeError, DTypeError.
void apply_formula(const FormulaCall& call, std::span<const PointwiseInput> inputs,
                   std::span<Tensor> outputs, std::span<const Array> targets = {});

/// The value alone of a formula with one output and plain inputs, for operations that record
/// pullbacks of their own. Throws ShapeError, DTypeError.
Array formula_value(const FormulaCall& call, std::span<const PointwiseInput> inputs);

}  // namespace xgrad
