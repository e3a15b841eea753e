// Linear: the layer y = x W^T + b.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Options of Linear.
struct LinearOptions {
  bool bias = true;
  DType dtype = float32;
};

/// y = x W^T + b, with `weight` [out_features, in_features] and `bias` [out_features] initialised
/// from U(-1 / sqrt(in_features), 1 / sqrt(in_features)).
class Linear : public Module<Linear> {
 public:
  /// Throws ValueError unless both sizes are positive.
  Linear(Index in_features, Index out_features, LinearOptions options = {},
         Generator& generator = default_generator());

  /// [..., in_features] -> [..., out_features]
  /// Throws ShapeError, DTypeError.
  Tensor forward(const Tensor& input) const;
  std::string extra_repr() const override;

  const Parameter weight;
  const Parameter bias;
};

}  // namespace xgrad::nn
