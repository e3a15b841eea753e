// What the headers of recurrent layers hold.
#pragma once

#include "golden/recipe.hpp"

namespace golden {

/// Results of a recurrent layer and the gradients of its loss; no c where the layer has none.
struct Recurrent {
  std::span<const double> output, h_n, c_n, grad_input, grad_h_0, grad_c_0;
  std::span<const Named> grad_parameters;
};

}  // namespace golden
