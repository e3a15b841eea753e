// The inputs of the golden programs, for values that `close` compares.
#pragma once

#include <xgrad/autograd/factories.hpp>

#include "golden/recipe.hpp"
#include "support/close.hpp"

namespace test {

/// In float64.
inline xgrad::Tensor recipe(double phase, const xgrad::Shape& shape) {
  const auto count = static_cast<std::size_t>(xgrad::numel(shape));
  return xgrad::from_vector(golden::recipe(count, phase), shape);
}

}  // namespace test
