// Loops with one generic body for whole SIMD registers and for the remaining single elements.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/core/simd.hpp>

#include <algorithm>
#include <array>

namespace xgrad::kernels {

/// The elements of one SIMD register.
template <class T>
struct RegisterLanes {
  using Value = xsimd::batch<T>;
  static constexpr Index kWidth = static_cast<Index>(Value::size);
  static Value load(const T* data) { return Value::load_unaligned(data); }
  static void store(T* data, const Value& value) { value.store_unaligned(data); }
};

/// A single element.
template <class T>
struct SingleLane {
  using Value = T;
  static constexpr Index kWidth = 1;
  static Value load(const T* data) { return *data; }
  static void store(T* data, Value value) { *data = value; }
};

/// The last elements of a row, fewer than a register holds, in one register.
template <class T>
struct LastLanes {
  using Value = xsimd::batch<T>;
  Index count;

  Value load(const T* data) const {
    std::array<T, Value::size> elements = {};
    std::copy_n(data, std::min(count, RegisterLanes<T>::kWidth), elements.begin());
    return Value::load_unaligned(elements.data());
  }
  void store(T* data, const Value& value) const {
    std::array<T, Value::size> elements;
    value.store_unaligned(elements.data());
    std::copy_n(elements.begin(), std::min(count, RegisterLanes<T>::kWidth), data);
  }
};

/// Calls `body(lanes, i)` so that the elements that `lanes` holds from i on cover 0 to count - 1, all
/// of them in registers.
template <class T, class Body>
void for_registers(Index count, Body&& body) {
  Index i = 0;
  for (; i + RegisterLanes<T>::kWidth <= count; i += RegisterLanes<T>::kWidth) {
    body(RegisterLanes<T>{}, i);
  }
  if (i < count) body(LastLanes<T>{count - i}, i);
}

/// Calls `body(lanes, i)` so that the elements i to i + lanes.kWidth - 1 cover 0 to count - 1.
template <class T, class Body>
void for_lanes(Index count, Body&& body) {
  Index i = 0;
  for (; i + RegisterLanes<T>::kWidth <= count; i += RegisterLanes<T>::kWidth) {
    body(RegisterLanes<T>{}, i);
  }
  for (; i < count; ++i) body(SingleLane<T>{}, i);
}

}  // namespace xgrad::kernels
