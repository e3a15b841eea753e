// Functions on plain values that call the C library once per lane, where no faster method is
// accurate enough.
#pragma once

#include <xgrad/core/formula/value.hpp>

#include <cmath>

namespace xgrad::formula {

template <class V>
struct Lanes {
  alignas(64) typename V::Scalar at[static_cast<unsigned>(V::kWidth)];
  explicit Lanes(const V& x) { x.store(at); }
  V value() const { return V::load(at); }
};

template <class T, class Arch>
Value<T, Arch> sin(const Value<T, Arch>& x) {
  Lanes<Value<T, Arch>> lanes(x);
  for (T& lane : lanes.at) lane = std::sin(lane);
  return lanes.value();
}

template <class T, class Arch>
Value<T, Arch> cos(const Value<T, Arch>& x) {
  Lanes<Value<T, Arch>> lanes(x);
  for (T& lane : lanes.at) lane = std::cos(lane);
  return lanes.value();
}

template <class T, class Arch>
Value<T, Arch> erf(const Value<T, Arch>& x) {
  Lanes<Value<T, Arch>> lanes(x);
  for (T& lane : lanes.at) lane = std::erf(lane);
  return lanes.value();
}

/// a^b, in double precision for every T.
template <class T, class Arch>
Value<T, Arch> pow(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  Lanes<Value<T, Arch>> lanes(a);
  const Lanes<Value<T, Arch>> exponents(b);
  for (int k = 0; k < Value<T, Arch>::kWidth; ++k)
    lanes.at[k] = static_cast<T>(
        std::pow(static_cast<double>(lanes.at[k]), static_cast<double>(exponents.at[k])));
  return lanes.value();
}

}  // namespace xgrad::formula
