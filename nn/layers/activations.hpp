// Activations as modules, for a Sequential that prints their names; the plain functions work as
// well.
#pragma once

#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Hyperbolic tangent.   x.shape -> x.shape
struct Tanh : Module<Tanh> {
  Tensor forward(const Tensor& x) const { return xgrad::tanh(x); }
};

/// 1 / (1 + e^-x)   x.shape -> x.shape
struct Sigmoid : Module<Sigmoid> {
  Tensor forward(const Tensor& x) const { return xgrad::sigmoid(x); }
};

/// max(x, 0)   x.shape -> x.shape
struct ReLU : Module<ReLU> {
  Tensor forward(const Tensor& x) const { return xgrad::relu(x); }
};

/// x sigmoid(x)   x.shape -> x.shape
struct SiLU : Module<SiLU> {
  Tensor forward(const Tensor& x) const { return xgrad::silu(x); }
};

/// log(1 + e^x)   x.shape -> x.shape
struct Softplus : Module<Softplus> {
  Tensor forward(const Tensor& x) const { return xgrad::softplus(x); }
};

/// x times the standard normal cumulative distribution function of x.   x.shape -> x.shape
struct GELU : Module<GELU> {
  Tensor forward(const Tensor& x) const { return xgrad::gelu(x); }
};

/// x if it is positive, else slope x.   x.shape -> x.shape
class LeakyReLU : public Module<LeakyReLU> {
 public:
  /// Throws ValueError unless the slope is finite.
  explicit LeakyReLU(double slope = 0.01);
  Tensor forward(const Tensor& x) const { return xgrad::leaky_relu(x, slope_); }
  std::string extra_repr() const override;

 private:
  double slope_;
};

/// x if it is positive, else alpha (e^x - 1).   x.shape -> x.shape
class ELU : public Module<ELU> {
 public:
  /// Throws ValueError unless alpha is finite.
  explicit ELU(double alpha = 1);
  Tensor forward(const Tensor& x) const { return xgrad::elu(x, alpha_); }
  std::string extra_repr() const override;

 private:
  double alpha_;
};

}  // namespace xgrad::nn
