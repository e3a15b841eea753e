// One line of a table of operations: inputs by the recipe, and their results.
#pragma once

#include <xgrad/core/shape.hpp>

#include "golden/recipe.hpp"
#include <vector>

namespace golden {

/// A tensor that an operation gives.
struct Result {
  xgrad::Shape shape;
  std::vector<double> values;
};

/// An operation on inputs of the given shapes: input k is scale * recipe(k) + offset.
struct Sample {
  const char* op;
  double scale, offset;
  std::vector<xgrad::Shape> inputs;
  std::vector<Result> results;
};

}  // namespace golden
