// The compiled step of a cell on packed weights, type-erased, for streaming inference. Internal.
#pragma once

#include <xgrad/core/shape.hpp>

namespace xgrad::nn {

/// One step of one layer. Units are processed in groups of as many units as a SIMD register has
/// lanes, two groups at a time. States have a multiple of that many elements per row; the lanes
/// after the last unit repeat the first unit of its group.
struct StepArguments {
  Index rows;           // of the batch
  Index groups;         // of units
  Index input_size;     // columns of W
  Index hidden_size;    // columns of U
  const void* weights;  // as packed by PackedStep
  /// x, [rows, input_size] with this distance of rows, in elements.
  const void* input;
  Index input_stride;
  /// Class indices [rows] in place of x, or null. They are columns of W.
  const std::int64_t* classes;
  /// The states of the previous step and those of this one, h first. The distance of rows is
  /// `hidden_stride` for the previous h, and groups times the lanes for the others.
  const void* const* states;
  void* const* next;
  Index hidden_stride;
  /// Sets subnormal numbers of the next states to zero.
  bool flushes;
};

/// The compiled steps of a cell. Element 0 of each pair is float32, element 1 float64.
struct StepKernels {
  /// The number of lanes, that is of units per group.
  Index lanes[2];
  void (*run[2])(const StepArguments& step);
};

}  // namespace xgrad::nn
