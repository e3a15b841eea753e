// Checks of options. Internal.
#pragma once

#include <xgrad/core/shape.hpp>

#include <string_view>

namespace xgrad::nn::data {

/// Throws ValueError, starting with `op`, for an option below `least`.
void check_least(std::string_view op, std::string_view option, Index value, Index least = 1);

}  // namespace xgrad::nn::data
