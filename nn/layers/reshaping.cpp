// Identity, Flatten and Unflatten: shapes and descriptions.
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/layers/reshaping.hpp>

#include <algorithm>

namespace xgrad::nn {

Tensor Identity::forward(const Tensor& x) const {
  (void)x.array("input");  // throws when undefined
  return x;
}

Tensor Flatten::forward(const Tensor& x) const {
  (void)x.array("input");
  return flatten(x, first_, last_);
}

std::string Flatten::extra_repr() const {
  return fmt::format("axes {} to {}", first_, last_);
}

Unflatten::Unflatten(Index axis, const Shape& sizes) : axis_(axis), sizes_(sizes) {
  const bool valid = std::ranges::all_of(sizes, [](Index size) { return size >= -1; });
  if (sizes.empty() || !valid || std::ranges::count(sizes, -1) > 1) {
    throw ValueError(
        fmt::format("Unflatten: sizes are {}, expected one or more, of which one may "
                    "be -1",
                    sizes));
  }
}

Tensor Unflatten::forward(const Tensor& x) const {
  (void)x.array("input");
  return unflatten(x, axis_, sizes_);
}

std::string Unflatten::extra_repr() const {
  return fmt::format("axis {} to {}", axis_, sizes_);
}

}  // namespace xgrad::nn
