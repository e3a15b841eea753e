// The iteration space of a formula kernel: axis sizes, and a pointer and strides per operand.
#pragma once

#include <cstddef>

namespace xgrad::formula {

/// The axes of the iteration, outermost first.
struct Iteration {
  int rank;
  const std::ptrdiff_t* sizes;
};

/// One array: its first element and, per axis of the iteration, its stride in elements (0 along
/// broadcast axes). A null pointer is an input of zeros, or a result that is not requested.
struct Operand {
  void* data;
  const std::ptrdiff_t* strides;
};

/// The maximal numbers of inputs of a formula, where blocks<k>(x) counts as k, of outputs, and of
/// operands, which are those of a second pullback.
inline constexpr int kMaxInputs = 16;
inline constexpr int kMaxOutputs = 16;
inline constexpr int kMaxOperands = 3 * kMaxInputs + 2 * kMaxOutputs;

/// A kernel runs a formula over an iteration; `closure` points to the lambda object.
using Kernel = void (*)(const void* closure, const Iteration& iteration, const Operand* operands);

/// Merges adjacent axes that every operand traverses with one stride, and removes axes of size one,
/// in place; returns the new rank. strides[k] holds the strides of operand k.
int coalesce(int rank, std::ptrdiff_t* sizes, std::ptrdiff_t* const* strides, int operands);

}  // namespace xgrad::formula
