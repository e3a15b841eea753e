// The loop of an optimizer's formula: one pass over the elements, with results in place.
#pragma once

#include <xgrad/core/kernels/lanes.hpp>
#include <xgrad/core/threads/threads.hpp>
#include <xgrad/optim/update.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace xgrad::optim {

/// Makes abs(x) and sqrt(x) available to formulas for single elements; those of SIMD registers are
/// found by their type.
using std::abs;
using std::sqrt;

/// `condition ? a : b`, for single elements; xsimd's function of this name takes registers.
template <class T>
T select(bool condition, T a, T b) {
  return condition ? a : b;
}

/// The formula of a running mean of elements x: weight * old + (1 - weight) * x.
template <class T>
auto running_mean(double weight) {
  return [keep = static_cast<T>(weight), take = static_cast<T>(1 - weight)](auto old, auto x) {
    return keep * old + take * x;
  };
}

/// Minimal number of elements per thread, and the size of the blocks that threads process: block
/// boundaries do not depend on the number of threads, so neither do the results.
inline constexpr Index kBlock = 1024;
inline constexpr Index kBlocksPerThread = 64;

/// Calls `body(lanes, i)` so that the elements i to i + lanes.kWidth - 1 cover 0 to count - 1, on
/// several threads if they are many.
template <class T, class Body>
void for_elements(Index count, const Body& body) {
  parallel_for(0, (count + kBlock - 1) / kBlock, kBlocksPerThread, [&](Index first, Index last) {
    const Index begin = first * kBlock, end = std::min(last * kBlock, count);
    kernels::for_lanes<T>(end - begin, [&](auto lanes, Index i) { body(lanes, begin + i); });
  });
}

/// Applies `formula(g, p, s...)` to the elements g of the gradient (negative for a rule that
/// maximizes), p of the parameter and s of its first `Count` state tensors; it returns a std::tuple
/// of the new values of p and s... . T is the element type. `formula` takes single elements and
/// SIMD registers.
template <class T, std::size_t Count, class Formula>
void change_elements(Update& update, const Formula& formula) {
  const Index count = update.gradient.numel();
  const T* const g = update.gradient.data<T>();
  const T sign = static_cast<T>(update.sign);
  std::array<T*, Count + 1> x = {update.parameter.mutable_data<T>()};
  for (std::size_t k = 0; k < Count; ++k) x[k + 1] = update.state[k].template mutable_data<T>();
  const auto run = [&]<std::size_t... K>(std::index_sequence<K...>) {
    for_elements<T>(count, [&](auto lanes, Index i) {
      const auto next = formula(sign * lanes.load(g + i), lanes.load(x[K] + i)...);
      (lanes.store(x[K] + i, std::get<K>(next)), ...);
    });
  };
  run(std::make_index_sequence<Count + 1>{});
}

}  // namespace xgrad::optim
