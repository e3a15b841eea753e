// Linear: initialisation and the product.
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/fan.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn {
namespace {

Tensor initial_linear_weight(Index in_features, Index out_features, DType dtype,
                             Generator& generator) {
  check_positive("Linear", "in_features", in_features);
  check_positive("Linear", "out_features", out_features);
  check_addressable("Linear", "the weight",
                    {{"in_features", in_features}, {"out_features", out_features}});
  return init::uniform({out_features, in_features}, init::linear_bound(in_features), dtype,
                       generator);
}

Tensor initial_linear_bias(Index in_features, Index out_features, DType dtype,
                           Generator& generator) {
  return init::uniform({out_features}, 1 / std::sqrt(static_cast<double>(in_features)), dtype,
                       generator);
}

}  // namespace

Linear::Linear(Index in_features, Index out_features, LinearOptions options, Generator& generator)
    : weight(register_parameter(
          "weight", initial_linear_weight(in_features, out_features, options.dtype, generator))),
      bias(register_parameter("bias", options.bias ? initial_linear_bias(in_features, out_features,
                                                                         options.dtype, generator)
                                                   : Tensor())) {}

Tensor Linear::forward(const Tensor& input) const {
  check_features(input, "in_features", weight.size(1));
  check_dtype(input, weight.dtype());
  return linear(input, weight, bias);
}

std::string Linear::extra_repr() const {
  return fmt::format("{} -> {}{}", weight.size(1), weight.size(0),
                     bias.defined() ? "" : ", no bias");
}

}  // namespace xgrad::nn
