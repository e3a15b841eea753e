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

/// A single element, computed in a register: a compiler that fuses products and sums may do so in
/// another way for single numbers, and the result would depend on the position of an element.
template <class T>
struct ElementInRegister {
  using Value = typename kernels::RegisterLanes<T>::Value;
  static Value load(const T* data) {
    const std::array<T, Value::size> elements = {*data};
    return Value::load_unaligned(elements.data());
  }
  static void store(T* data, const Value& value) { *data = value.get(0); }
};

/// The formula of g + weight_decay * p; g itself without decay, also where p is infinite.
template <class T>
auto decayed_gradient(double weight_decay) {
  return [decay = static_cast<T>(weight_decay)](auto g, auto p) {
    return decay != 0 ? decltype(g)(g + decay * p) : g;
  };
}

/// The formula of a running mean of elements x: weight * old + (1 - weight) * x.
template <class T>
auto running_mean(double weight) {
  return [keep = static_cast<T>(weight), take = static_cast<T>(1 - weight)](auto old, auto x) {
    return keep * old + take * x;
  };
}

/// The formula of a running mean of squares: weight * old + (1 - weight) * x^2.
template <class T>
auto running_mean_of_squares(double weight) {
  return [keep = static_cast<T>(weight), take = static_cast<T>(1 - weight)](auto old, auto x) {
    return keep * old + take * x * x;
  };
}

/// Minimal number of elements per thread, and the size of the blocks that threads process: block
/// boundaries do not depend on the number of threads, so neither do the results.
inline constexpr Index kBlock = 1024;
inline constexpr Index kBlocksPerThread = 64;

/// Calls `body(lanes, i)` so that the elements that `lanes` loads from i on cover 0 to count - 1, on
/// several threads if they are many. `body` computes in SIMD registers.
template <class T, class Body>
void for_elements(Index count, const Body& body) {
  parallel_for(0, (count + kBlock - 1) / kBlock, kBlocksPerThread, [&](Index first, Index last) {
    const Index begin = first * kBlock, end = std::min(last * kBlock, count);
    kernels::for_lanes<T>(end - begin, [&]<class Lanes>(Lanes lanes, Index i) {
      if constexpr (Lanes::kWidth == 1) {
        body(ElementInRegister<T>{}, begin + i);
      } else {
        body(lanes, begin + i);
      }
    });
  });
}

/// Applies `formula(g, p, s...)` to the elements g of the gradient (negative for a rule that
/// maximizes), p of the parameter and s of its first `Count` state tensors; it returns a std::tuple
/// of the new values of p and s... . T is the element type.
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
