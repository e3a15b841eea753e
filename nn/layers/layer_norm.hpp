// LayerNorm: normalises the features of each example to mean 0 and variance 1.
#pragma once

#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Options of LayerNorm.
struct LayerNormOptions {
  /// Added to the variance.
  double eps = 1e-5;
  /// Adds a `weight` and a `bias` per feature, initialised to 1 and 0.
  bool elementwise_affine = true;
  DType dtype = float32;
};

/// (x - mean) / sqrt(variance + eps) * weight + bias, with the mean and the biased variance over
/// the last axis (Ba, Kiros & Hinton 2016).
class LayerNorm : public Module<LayerNorm> {
 public:
  /// Throws ValueError unless `features` is positive and eps is not negative.
  explicit LayerNorm(Index features, LayerNormOptions options = {});

  /// [..., features] -> [..., features]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;

 private:
  Index features_;
  double eps_;
};

}  // namespace xgrad::nn
