// The loop around every formula: iterates over any axes and strides and passes whole, contiguous
// batches to the body. It is compiled once in the library; a formula has only its bodies.
#pragma once

#include <xgrad/core/formula/iteration.hpp>

#include <cstdint>

namespace xgrad::formula {

/// n elements, a multiple of the batch width, of contiguous operands. A null pointer is a result
/// that is not requested; inputs are never null.
template <class T>
using Body = void (*)(const void* closure, std::ptrdiff_t n, T* const* operands);

/// A body, for batches of `width` elements, with `reads` inputs followed by `writes` results.
template <class T>
struct LoopBody {
  Body<T> run;
  const void* closure;
  int width;
  int reads;
  int writes;
  std::uint64_t conditions;  // bit k: operand k, of the first 64, is bool
};

/// Runs a body over an iteration. Operands that are contiguous along the last axis are used in
/// place; others are copied through small tiles, as are conditions, which the body receives as 0
/// and 1. A result may coincide exactly with an input.
void run_loop(const LoopBody<float>& body, const Iteration& iteration, const Operand* operands);
void run_loop(const LoopBody<double>& body, const Iteration& iteration, const Operand* operands);

}  // namespace xgrad::formula
