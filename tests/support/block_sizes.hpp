// Sizes around the blocks of a loop, and results that show every element nobody wrote.
#pragma once

#include <xgrad/core/threads.hpp>

#include "support/arrays.hpp"
#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace test {

/// For every block size: one and two blocks, and one element less and more than those; ascending.
inline std::vector<Index> around(std::initializer_list<Index> blocks) {
  std::vector<Index> sizes;
  for (const Index block : blocks) {
    for (const Index whole : {block, 2 * block}) {
      for (const Index size : {whole - 1, whole, whole + 1}) sizes.push_back(size);
    }
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  sizes.erase(sizes.begin(), std::lower_bound(sizes.begin(), sizes.end(), Index{1}));
  return sizes;
}

/// Fills the memory that the next arrays of this size get with NaN: recycled memory may hold the
/// right values where a loop leaves an element out. Memory from the system stays as it is.
inline void spoil_memory(Index bytes) {
  std::vector<Array> arrays;
  for (int i = 0; i < 4; ++i) {
    arrays.push_back(Array::empty({bytes}, xgrad::bool_));
    std::fill_n(static_cast<std::uint8_t*>(arrays.back().raw()), bytes, std::uint8_t{0xff});
  }
}

/// The result of `compute()`, computed with so many threads in memory that was spoiled: `bytes` is
/// the size of the result.
template <class Compute>
auto computed_afresh(int threads, Index bytes, const Compute& compute) {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(threads);
  spoil_memory(bytes);
  auto result = compute();
  xgrad::set_num_threads(before);
  return result;
}

/// Numbers without pattern between -1 and 1, exact in float32.
template <class T>
std::vector<T> scattered(Index count, std::uint32_t seed = 1) {
  std::vector<T> result(static_cast<std::size_t>(count));
  for (T& value : result) {
    seed = seed * 1664525 + 1013904223;
    value = static_cast<T>(static_cast<double>(seed >> 9) / (1 << 22) - 1);
  }
  return result;
}

/// Such numbers as an array.
template <class T>
Array scattered_array(const Shape& shape, std::uint32_t seed = 1) {
  return array<T>(shape, scattered<T>(xgrad::numel(shape), seed));
}

}  // namespace test
