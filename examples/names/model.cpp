// Runs the model.
#include "names/model.hpp"

#include <xgrad/autograd/ops.hpp>

namespace names {

using namespace xgrad;

NameClassifier::NameClassifier(const ModelOptions& options) : options_(options) {}

Tensor NameClassifier::forward(const Tensor& tokens, const std::vector<Index>& lengths) const {
  const auto [output, state] = gru_(dropout_(embedding_(tokens)), {}, {.lengths = lengths});
  // The final states of both directions: after the last character, and after the first one.
  const Tensor both = cat({select(state.h, 0, 0), select(state.h, 0, 1)}, -1);
  return head_(dropout_(both));
}

}  // namespace names
