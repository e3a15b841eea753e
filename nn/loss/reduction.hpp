// What losses of single elements are reduced to.
#pragma once

#include <cstdint>

namespace xgrad::nn {

/// What becomes of the losses of single elements.
enum class Reduction : std::uint8_t { mean, sum, none };

}  // namespace xgrad::nn
