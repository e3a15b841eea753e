// Loops with one generic body for whole SIMD registers and for the remaining single elements.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/core/simd.hpp>

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
