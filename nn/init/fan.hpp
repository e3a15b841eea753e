// Initialisers that preserve the variance of activations and gradients across layers.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <cstdint>

namespace xgrad::nn::init {

/// The activation that follows a layer.
enum class Activation : std::uint8_t { linear, sigmoid, tanh, relu, leaky_relu, selu };

/// The recommended gain of an activation, from PyTorch's table: 1 for linear and sigmoid, 5/3 for
/// tanh, sqrt(2) for relu, sqrt(2 / (1 + slope^2)) for leaky_relu, which alone uses `slope`, and
/// 3/4 for selu. Throws ValueError for a slope that is not finite.
double calculate_gain(Activation activation, double slope = 0.01);

/// Number of inputs per output (fan-in) and of outputs per input (fan-out) of a weight.
struct Fans {
  Index in, out;
};

/// The fans of a weight [out, in, ...]; further axes multiply both. Like the initialisers below,
/// throws ShapeError for fewer than two axes.
Fans fans_of(const Tensor& weight);

/// U(-a, a) with a = gain sqrt(6 / (in + out)) (Glorot & Bengio 2010).   [out, in, ...]
/// Throws ValueError for a gain that is negative or not finite and, like the initialisers below,
/// for a fan of 0.
void xavier_uniform_(const Tensor& weight, double gain = 1,
                     Generator& generator = default_generator());
/// N(0, gain^2 2 / (in + out)) (Glorot & Bengio 2010).   [out, in, ...]
void xavier_normal_(const Tensor& weight, double gain = 1,
                    Generator& generator = default_generator());

/// The variance to preserve: `in` that of activations in the forward pass, `out` that of gradients.
enum class Fan : std::uint8_t { in, out };

/// Options of `kaiming_uniform_` and `kaiming_normal_`.
struct KaimingOptions {
  /// The slope of leaky_relu for negative inputs.
  double slope = 0;
  Fan fan = Fan::in;
  Activation activation = Activation::leaky_relu;
};

/// U(-a, a) with a = gain sqrt(3 / fan) (He et al. 2015).   [out, in, ...]
void kaiming_uniform_(const Tensor& weight, const KaimingOptions& options = {},
                      Generator& generator = default_generator());
/// N(0, gain^2 / fan) (He et al. 2015).   [out, in, ...]
void kaiming_normal_(const Tensor& weight, const KaimingOptions& options = {},
                     Generator& generator = default_generator());

/// U(-a, a) with a = sqrt(3 / in) (LeCun et al. 1998).   [out, in, ...]
void lecun_uniform_(const Tensor& weight, Generator& generator = default_generator());
/// N(0, 1 / in), not truncated (LeCun et al. 1998).   [out, in, ...]
void lecun_normal_(const Tensor& weight, Generator& generator = default_generator());

/// The bound of PyTorch's `Linear` for a weight with `fan_in` inputs per output, that of
/// `kaiming_uniform_` with slope sqrt(5): 1 / sqrt(fan_in) up to rounding. It is computed in
/// PyTorch's order of operations, so that weights are bitwise identical.
double linear_bound(Index fan_in);

}  // namespace xgrad::nn::init
