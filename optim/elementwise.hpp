// The loop around an optimizer's formula: one pass over the elements, results in place.
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

/// Lets formulas say sqrt(x) of single elements; that of SIMD registers is found by their type.
using std::sqrt;

/// Elements that a thread takes at least, and the size of the blocks in which it takes them: where
/// blocks begin does not depend on the number of threads, so neither do the results.
inline constexpr Index kBlock = 1024;
inline constexpr Index kBlocksPerThread = 64;

/// With g and x... the elements of `gradient` and of the `changed` arrays at one place,
/// `formula(g, x...)` returns the std::tuple of what the x become. The arrays are dense, of element
/// type T and of one size; `formula` takes single elements and SIMD registers of them.
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
