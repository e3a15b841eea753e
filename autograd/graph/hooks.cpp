// Calls of hooks with complete gradients.
#include <xgrad/autograd/graph/hooks.hpp>
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

namespace xgrad {

Tensor GradientHooks::run(std::uint32_t output, Tensor gradient, bool recorded) const {
  const auto present = functions.present();
  if (!present) return gradient;
  for (const auto& [number, hook] : *present) {
    if (hook.output != output) continue;
    gradient = own_gradient(std::move(gradient), recorded);
    Tensor replaced = hook.function(gradient);
    if (!replaced.defined()) continue;
    if (replaced.shape() != gradient.shape() || replaced.dtype() != gradient.dtype()) {
      throw GraphError(fmt::format("backward: a hook turned a gradient {} into {}",
                                   gradient.array(), replaced.array()),
                       "a hook returns a gradient of the same shape and dtype, or nothing");
    }
    gradient = std::move(replaced);
  }
  return gradient;
}

}  // namespace xgrad
