// What differentiating through gradients costs, in processor time of one thread: backward() of the
// squared norm of a layer's gradients, which were recorded, against backward() of its loss. The
// same for xgrad and its peer.
#pragma once

#include "recurrent.hpp"
#include <algorithm>
#include <cstdint>
#include <limits>

namespace bench {

/// Measures both calls in turn and prints the figures; what is recorded before is not counted.
template <class Layer>
void report_double_backward() {
  constexpr int kRounds = 8;
  for (const std::int64_t hidden : {128, 256}) {
    const RecurrentShape shape{"lstm", 50, 50, 128, hidden};
    Layer layer(shape);
    const auto seconds_back_from = [&](const auto& loss) {
      layer.zero_grad();
      auto work = [&] { loss.backward(); };
      return seconds_of(work, processor_seconds);
    };
    double plain = std::numeric_limits<double>::infinity();
    double twice = plain;
    for (int round = 0; round < kRounds; ++round) {
      plain = std::min(plain, seconds_back_from(layer.loss()));
      twice = std::min(twice, seconds_back_from(layer.squared_gradients()));
    }
    print_figure(name_of(shape) + " backward, ms", 1e3 * plain);
    print_figure(name_of(shape) + " backward through gradients, ms", 1e3 * twice);
    print_figure(name_of(shape) + " backward, through gradients over plain", twice / plain);
  }
}

}  // namespace bench
