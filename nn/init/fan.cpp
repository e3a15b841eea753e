// Bounds and deviations computed from fan-in and fan-out.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/fan.hpp>

#include <cmath>

namespace xgrad::nn::init {
namespace {

// The bound of a uniform distribution around 0 with this deviation.
double bound_of(double deviation) {
  return std::sqrt(3.0) * deviation;
}

void uniform_with(const Tensor& weight, double deviation, Generator& generator) {
  uniform_(weight, -bound_of(deviation), bound_of(deviation), generator);
}

// A fan of 0 determines no deviation.
void check_fan(const char* name, const char* fan, Index value, const Tensor& weight) {
  if (value > 0) return;
  throw ValueError(fmt::format("{}: {} of the weight {} is 0", name, fan, weight.shape()),
                   "a weight without elements has no scale");
}

double xavier_deviation(const char* name, const Tensor& weight, double gain) {
  (void)weight.array(name);  // throws when undefined, as below
  const auto [in, out] = fans_of(weight);
  check_fan(name, "in + out", in + out, weight);
  if (!(gain >= 0 && std::isfinite(gain))) {
    throw ValueError(fmt::format("{}: gain is {}, must be at least 0 and finite", name, gain));
  }
  return gain * std::sqrt(2.0 / static_cast<double>(in + out));
}

double kaiming_deviation(const char* name, const Tensor& weight, const KaimingOptions& options) {
  (void)weight.array(name);
  const auto [in, out] = fans_of(weight);
  const bool is_in = options.fan == Fan::in;
  const Index fan = is_in ? in : out;
  check_fan(name, is_in ? "fan in" : "fan out", fan, weight);
  return calculate_gain(options.activation, options.slope) / std::sqrt(static_cast<double>(fan));
}

constexpr KaimingOptions kLecun = {.activation = Activation::linear};

}  // namespace

double calculate_gain(Activation activation, double slope) {
  switch (activation) {
    case Activation::linear:
    case Activation::sigmoid:
      return 1;
    case Activation::tanh:
      return 5.0 / 3;
    case Activation::relu:
      return std::sqrt(2.0);
    case Activation::leaky_relu:
      if (!std::isfinite(slope)) {
        throw ValueError(fmt::format("calculate_gain: slope is {}, must be finite", slope));
      }
      return std::sqrt(2.0 / (1 + slope * slope));
    case Activation::selu:
      return 0.75;
  }
  throw ValueError("calculate_gain: this activation is none of the enumeration");
}

Fans fans_of(const Tensor& weight) {
  if (weight.rank() < 2) {
    throw ShapeError(
        fmt::format("fans_of: the weight is {}, expected [out, in, ...]", weight.shape()));
  }
  Index area = 1;
  for (std::size_t axis = 2; axis < weight.rank(); ++axis) area *= weight.shape()[axis];
  return {weight.shape()[1] * area, weight.shape()[0] * area};
}

void xavier_uniform_(const Tensor& weight, double gain, Generator& generator) {
  uniform_with(weight, xavier_deviation("xavier_uniform_", weight, gain), generator);
}

void xavier_normal_(const Tensor& weight, double gain, Generator& generator) {
  normal_(weight, 0, xavier_deviation("xavier_normal_", weight, gain), generator);
}

void kaiming_uniform_(const Tensor& weight, const KaimingOptions& options, Generator& generator) {
  uniform_with(weight, kaiming_deviation("kaiming_uniform_", weight, options), generator);
}

void kaiming_normal_(const Tensor& weight, const KaimingOptions& options, Generator& generator) {
  normal_(weight, 0, kaiming_deviation("kaiming_normal_", weight, options), generator);
}

void lecun_uniform_(const Tensor& weight, Generator& generator) {
  uniform_with(weight, kaiming_deviation("lecun_uniform_", weight, kLecun), generator);
}

void lecun_normal_(const Tensor& weight, Generator& generator) {
  normal_(weight, 0, kaiming_deviation("lecun_normal_", weight, kLecun), generator);
}

double linear_bound(Index fan_in) {
  if (fan_in < 1) {
    throw ValueError(fmt::format("linear_bound: fan_in is {}, must be positive", fan_in));
  }
  const double gain = calculate_gain(Activation::leaky_relu, std::sqrt(5.0));
  return bound_of(gain / std::sqrt(static_cast<double>(fan_in)));
}

}  // namespace xgrad::nn::init
