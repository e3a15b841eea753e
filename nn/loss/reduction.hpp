// The reduction of elementwise losses.
#pragma once

#include <cstdint>

namespace xgrad::nn {

/// How elementwise losses are reduced.
enum class Reduction : std::uint8_t { mean, sum, none };

}  // namespace xgrad::nn
