// Bilinear: the layer y = a^T W b + bias.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Options of Bilinear.
struct BilinearOptions {
  bool bias = true;
  DType dtype = float32;
};

/// y_o = a^T W_o b + bias_o, with `weight` [out_features, in1_features, in2_features] and `bias`
/// [out_features] initialised from U(-1 / sqrt(in1_features), 1 / sqrt(in1_features)).
class Bilinear : public Module<Bilinear> {
 public:
  /// Throws ValueError unless all sizes are positive.
  Bilinear(Index in1_features, Index in2_features, Index out_features,
           const BilinearOptions& options = {}, Generator& generator = default_generator());

  /// [..., in1_features], [..., in2_features] -> [..., out_features]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& a, const Tensor& b) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;
};

}  // namespace xgrad::nn
