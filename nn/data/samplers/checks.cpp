// Checks of options.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>

namespace xgrad::nn::data {

void check_least(std::string_view op, std::string_view option, Index value, Index least) {
  if (value >= least) return;
  throw ValueError(fmt::format("{}: {} is {}, expected at least {}", op, option, value, least));
}

}  // namespace xgrad::nn::data
