// One line of a table of operations: inputs by the recipe, and their results.
#pragma once

#include <xgrad/core/shape.hpp>

#include "golden/recipe.hpp"
#include <initializer_list>

namespace golden {

// Lists rather than vectors: thousands of these are constants, which need no code to be made.

/// A tensor that an operation gives.
struct Result {
  std::initializer_list<xgrad::Index> shape;
  std::initializer_list<double> values;
};

/// An operation on inputs of the given shapes: input k is scale * recipe(k) + offset.
struct Sample {
  const char* op;
  double scale, offset;
  std::initializer_list<std::initializer_list<xgrad::Index>> inputs;
  std::initializer_list<Result> results;
};

}  // namespace golden
