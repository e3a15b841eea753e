// Activations: what their numbers say in descriptions.
#include <xgrad/nn/activations.hpp>

#include <fmt/format.h>

namespace xgrad::nn {

std::string LeakyReLU::details() const {
  return fmt::format("{}", slope_);
}

std::string ELU::details() const {
  return fmt::format("{}", alpha_);
}

}  // namespace xgrad::nn
