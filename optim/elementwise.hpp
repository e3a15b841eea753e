// The loop of an optimizer's formula: one pass over the elements, with results in place.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace xgrad::optim {

/// Makes sqrt(x) available to formulas for single elements; SIMD registers are found by their type.
using std::sqrt;

/// Minimal number of elements per thread, and the size of the blocks that threads process: block
/// boundaries do not depend on the number of threads, so neither do the results.
inline constexpr Index kBlock = 1024;
inline constexpr Index kBlocksPerThread = 64;

/// Applies `formula(g, x...)` to the elements g of `gradient` and x... of the `changed` arrays; it
/// returns a std::tuple of the new values of x... . The arrays are dense and have element type T
/// and equal size. `formula` takes single elements and SIMD registers.
template <class T, std::size_t Count, class Formula>
void change_elements(const Array& gradient, std::array<Array*, Count> changed,
                     const Formula& formula) {
  const Index count = gradient.numel();
  const T* const g = gradient.data<T>();
  std::array<T*, Count> x;
  for (std::size_t k = 0; k < Count; ++k) x[k] = changed[k]->template mutable_data<T>();
  const auto run = [&]<std::size_t... K>(std::index_sequence<K...>) {
    parallel_for(0, (count + kBlock - 1) / kBlock, kBlocksPerThread, [&](Index first, Index last) {
      const Index begin = first * kBlock, end = std::min(last * kBlock, count);
      kernels::for_lanes<T>(end - begin, [&](auto lanes, Index i) {
        const auto next = formula(lanes.load(g + begin + i), lanes.load(x[K] + begin + i)...);
        (lanes.store(x[K] + begin + i, std::get<K>(next)), ...);
      });
    });
  };
  run(std::make_index_sequence<Count>{});
}

}  // namespace xgrad::optim
