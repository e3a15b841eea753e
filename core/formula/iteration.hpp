// What a formula kernel iterates over: axis sizes, and for each operand a pointer and its strides.
#pragma once

#include <cstddef>

namespace xgrad::formula {

/// The axes of the iteration, outermost first.
struct Iteration {
  int rank;
  const std::ptrdiff_t* sizes;
};

/// One array taking part: its first element, and per axis of the iteration its stride in elements
/// (0 where it broadcasts). A null pointer means: zeros to read, or a result nobody wants.
struct Operand {
  void* data;
  const std::ptrdiff_t* strides;
};

/// A kernel runs a formula over an iteration; the closure is the lambda's object.
using Kernel = void (*)(const void* closure, const Iteration& iteration, const Operand* operands);

/// Joins neighbouring axes that every operand runs through in one stride and drops axes of size
/// one, in place; returns the new rank. strides[k] holds the strides of operand k.
int coalesce(int rank, std::ptrdiff_t* sizes, std::ptrdiff_t* const* strides, int operands);

}  // namespace xgrad::formula
