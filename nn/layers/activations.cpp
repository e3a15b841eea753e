// Activations: argument checks and descriptions.
#include <xgrad/nn/layers/activations.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn {
namespace {

double finite(std::string_view layer, std::string_view argument, double value) {
  if (std::isfinite(value)) return value;
  throw ValueError(fmt::format("{}: {} is {}, must be finite", layer, argument, value));
}

}  // namespace

LeakyReLU::LeakyReLU(double slope) : slope_(finite("LeakyReLU", "slope", slope)) {}
ELU::ELU(double alpha) : alpha_(finite("ELU", "alpha", alpha)) {}

std::string LeakyReLU::extra_repr() const {
  return fmt::format("{}", slope_);
}

std::string ELU::extra_repr() const {
  return fmt::format("{}", alpha_);
}

}  // namespace xgrad::nn
