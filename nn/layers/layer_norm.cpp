// LayerNorm: initialisation, checks and the description.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/sequence/normalize.hpp>
#include <xgrad/nn/layers/layer_norm.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn {
namespace {

Tensor initial_values(double value, Index features, const LayerNormOptions& options) {
  check_positive("LayerNorm", "features", features);
  check_addressable("LayerNorm", "the weight", {{"features", features}});
  if (!(options.eps >= 0 && std::isfinite(options.eps))) {
    throw ValueError(
        fmt::format("LayerNorm: eps is {}, must be at least 0 and finite", options.eps));
  }
  return options.elementwise_affine ? full({features}, value, options.dtype) : Tensor();
}

}  // namespace

LayerNorm::LayerNorm(Index features, LayerNormOptions options)
    : weight(register_parameter("weight", initial_values(1, features, options))),
      bias(register_parameter("bias", initial_values(0, features, options))),
      features_(features),
      eps_(options.eps) {}

Tensor LayerNorm::forward(const Tensor& input) const {
  check_features(input, "features", features_);
  if (weight.defined()) check_dtype(input, weight.dtype());
  return layer_norm(input, weight, bias, eps_);
}

std::string LayerNorm::extra_repr() const {
  return fmt::format("{}, eps {:g}{}", features_, eps_, weight.defined() ? "" : ", no weights");
}

}  // namespace xgrad::nn
