// Initial values whose scale keeps signals and gradients alive from layer to layer.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <cstdint>

namespace xgrad::nn::init {

/// What follows a layer.
enum class Activation : std::uint8_t { linear, sigmoid, tanh, relu, leaky_relu, selu };

/// The factor by which an activation makes up for what it takes from a signal, by PyTorch's table:
/// 1 for linear and sigmoid, 5/3 for tanh, sqrt(2) for relu, sqrt(2 / (1 + slope^2)) for
/// leaky_relu, where only that one looks at `slope`, and 3/4 for selu. Throws ValueError for a
/// slope that is not finite.
double calculate_gain(Activation activation, double slope = 0.01);

/// Inputs of one output, and outputs of one input, of a weight.
struct Fans {
  Index in, out;
};

/// Those of a weight [out, in, ...], where further axes multiply both. Throws ShapeError unless it
/// has two axes or more, as all that follow.
Fans fans_of(const Tensor& weight);

/// U(-a, a) with a = gain sqrt(6 / (in + out)) (Glorot & Bengio 2010).   [out, in, ...]
/// Throws ValueError for a gain that is negative or not finite, and, as all that follow, where the
/// fan is 0.
void xavier_uniform_(const Tensor& weight, double gain = 1,
                     Generator& generator = default_generator());
/// N(0, gain^2 2 / (in + out)) (Glorot & Bengio 2010).   [out, in, ...]
void xavier_normal_(const Tensor& weight, double gain = 1,
                    Generator& generator = default_generator());

/// Which of both to keep: the variance of signals on the way forward, or of gradients back.
enum class Fan : std::uint8_t { in, out };

/// Options of `kaiming_uniform_` and `kaiming_normal_`.
struct KaimingOptions {
  /// Of leaky_relu, for negative numbers.
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

/// The bound that PyTorch's `Linear` takes for a weight with `fan_in` inputs per output, that of
/// `kaiming_uniform_` with slope sqrt(5): within rounding 1 / sqrt(fan_in), computed in its way so
/// that weights are bitwise identical.
double linear_bound(Index fan_in);

}  // namespace xgrad::nn::init
