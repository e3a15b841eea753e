// Bilinear: initialisation and the products.
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/layers/bilinear.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

Tensor uniform(const Shape& shape, Index in1_features, DType dtype, Generator& generator) {
  return init::uniform(shape, 1 / std::sqrt(static_cast<double>(in1_features)), dtype, generator);
}

Tensor initial_bilinear_weight(Index in1_features, Index in2_features, Index out_features,
                               DType dtype, Generator& generator) {
  check_positive("Bilinear", "in1_features", in1_features);
  check_positive("Bilinear", "in2_features", in2_features);
  check_positive("Bilinear", "out_features", out_features);
  check_addressable("Bilinear", "the weight",
                    {{"in1_features", in1_features},
                     {"in2_features", in2_features},
                     {"out_features", out_features}});
  return uniform({out_features, in1_features, in2_features}, in1_features, dtype, generator);
}

}  // namespace

Bilinear::Bilinear(Index in1_features, Index in2_features, Index out_features,
                   const BilinearOptions& options, Generator& generator)
    : weight(register_parameter(
          "weight", initial_bilinear_weight(in1_features, in2_features, out_features, options.dtype,
                                            generator))),
      bias(register_parameter(
          "bias", options.bias ? uniform({out_features}, in1_features, options.dtype, generator)
                               : Tensor())) {}

Tensor Bilinear::forward(const Tensor& a, const Tensor& b) const {
  check_features(a, "in1_features", weight.size(1));
  check_features(b, "in2_features", weight.size(2));
  check_dtype(a, weight.dtype());
  check_dtype(b, weight.dtype());
  Shape shape = a.shape(), of_b = b.shape();
  shape.back() = of_b.back() = weight.size(0);
  if (shape != of_b) {
    throw ShapeError(
        fmt::format("inputs {} and {} differ in their leading axes", a.shape(), b.shape()));
  }
  const Index rows = a.numel() / weight.size(1);
  // [out, in1, in2] -> [in1, out in2], then for each row [out, in2] times b.
  const Tensor factors =
      reshape(transpose(weight, 0, 1), {weight.size(1), weight.size(0) * weight.size(2)});
  const Tensor left = matmul(reshape(a, {rows, weight.size(1)}), factors);
  const Tensor y = reshape(matmul(reshape(left, {rows, weight.size(0), weight.size(2)}),
                                  reshape(b, {rows, weight.size(2), 1})),
                           shape);
  return bias.defined() ? add(y, bias) : y;
}

std::string Bilinear::extra_repr() const {
  return fmt::format("{} x {} -> {}{}", weight.size(1), weight.size(2), weight.size(0),
                     bias.defined() ? "" : ", no bias");
}

}  // namespace xgrad::nn
