// The plain number of a formula: a thin wrapper of a SIMD batch with its arithmetic, and the mask
// that comparisons return.
#pragma once

#include <xgrad/core/simd.hpp>

#include <type_traits>

namespace xgrad::formula {

template <class>
inline constexpr bool kNever = false;

/// The result of comparing two numbers: one truth value per lane.
template <class T, class Arch>
struct Mask {
  using Batch = xsimd::batch_bool<T, Arch>;
  Batch batch;

  /// Does not compile: lanes may differ, so a mask cannot control `if`, `?:` or a loop.
  explicit operator bool() const {
    static_assert(
        kNever<T>,
        "xgrad formula: a condition has one truth value per element; write where(condition, a, b) "
        "instead of 'if' or '?:'");
    return false;
  }
};

template <class T, class Arch>
Mask<T, Arch> operator&&(const Mask<T, Arch>& a, const Mask<T, Arch>& b) {
  return {a.batch & b.batch};
}
template <class T, class Arch>
Mask<T, Arch> operator||(const Mask<T, Arch>& a, const Mask<T, Arch>& b) {
  return {a.batch | b.batch};
}
template <class T, class Arch>
Mask<T, Arch> operator!(const Mask<T, Arch>& a) {
  return {~a.batch};
}

/// One batch of float32 or float64 numbers for the instruction set Arch.
template <class T, class Arch = xsimd::default_arch>
struct Value {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>,
                "xgrad formula: formulas compute in float32 and float64 only");
  using Scalar = T;
  using Batch = xsimd::batch<T, Arch>;
  using Condition = Mask<T, Arch>;
  static constexpr int kWidth = static_cast<int>(Batch::size);

  Batch batch;

  Value() = default;
  explicit Value(Batch lanes) : batch(lanes) {}
  explicit Value(T constant) : batch(constant) {}

  static Value load(const T* from) { return Value(Batch::load_unaligned(from)); }
  void store(T* to) const { batch.store_unaligned(to); }
};

template <class T, class Arch>
Value<T, Arch> operator+(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return Value<T, Arch>(a.batch + b.batch);
}
template <class T, class Arch>
Value<T, Arch> operator-(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return Value<T, Arch>(a.batch - b.batch);
}
template <class T, class Arch>
Value<T, Arch> operator*(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return Value<T, Arch>(a.batch * b.batch);
}
template <class T, class Arch>
Value<T, Arch> operator/(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return Value<T, Arch>(a.batch / b.batch);
}
/// Changes the sign bit, as C++ does; xsimd subtracts from 0 on AVX-512, so that -0 became 0.
template <class T, class Arch>
Value<T, Arch> operator-(const Value<T, Arch>& a) {
  return Value<T, Arch>(a.batch ^ typename Value<T, Arch>::Batch(T(-0.0)));
}

template <class T, class Arch>
Mask<T, Arch> operator==(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return {a.batch == b.batch};
}
/// True for NaN, unlike xsimd's operator.
template <class T, class Arch>
Mask<T, Arch> operator!=(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return !(a == b);
}
template <class T, class Arch>
Mask<T, Arch> operator<(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return {a.batch < b.batch};
}
template <class T, class Arch>
Mask<T, Arch> operator<=(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return {a.batch <= b.batch};
}
template <class T, class Arch>
Mask<T, Arch> operator>(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return {a.batch > b.batch};
}
template <class T, class Arch>
Mask<T, Arch> operator>=(const Value<T, Arch>& a, const Value<T, Arch>& b) {
  return {a.batch >= b.batch};
}

/// a where the condition is true, else b; the value not selected has no effect.
template <class T, class Arch>
Value<T, Arch> where(const Mask<T, Arch>& condition, const Value<T, Arch>& a,
                     const Value<T, Arch>& b) {
  return Value<T, Arch>(xsimd::select(condition.batch, a.batch, b.batch));
}

}  // namespace xgrad::formula
