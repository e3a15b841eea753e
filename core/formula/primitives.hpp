// The primitive functions, defined by value, slope and curvature on plain values.
#pragma once

#include <xgrad/core/formula/arithmetic.hpp>
#include <xgrad/core/formula/exponential.hpp>
#include <xgrad/core/formula/lanes.hpp>

#include <limits>

namespace xgrad::formula {

template <class T, class Arch>
Value<T, Arch> abs(const Value<T, Arch>& x) {
  return Value<T, Arch>(xsimd::abs(x.batch));
}
/// The smallest numbers are scaled first: xsimd's logarithm of subnormal float64 numbers is off by
/// 54 log 2.
template <class T, class Arch>
Value<T, Arch> log(const Value<T, Arch>& x) {
  using Batch = xsimd::batch<T, Arch>;
  const auto is_tiny = x.batch < Batch(4 * std::numeric_limits<T>::min());
  const Batch scaled = xsimd::select(is_tiny, x.batch * Batch(T(0x1p64)), x.batch);
  const Batch excess = xsimd::select(is_tiny, Batch(T(44.36141955583649980)), Batch(T(0)));
  return Value<T, Arch>(xsimd::log(scaled) - excess);  // 64 log 2
}
template <class T, class Arch>
Value<T, Arch> log1p(const Value<T, Arch>& x) {
  return Value<T, Arch>(xsimd::log1p(x.batch));
}
template <class T, class Arch>
Value<T, Arch> sqrt(const Value<T, Arch>& x) {
  return Value<T, Arch>(xsimd::sqrt(x.batch));
}

// One struct per primitive: its value, its value with slope, and its curvature, computed from the
// point, the value and the slope.

struct Exp {
  template <class V>
  static V value(const V& x) {
    return exp(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    const V y = exp(x);
    return {y, y};
  }
  template <class V>
  static V curvature(const V&, const V& y, const V&) {
    return y;
  }
};

struct Expm1 {
  template <class V>
  static V value(const V& x) {
    return expm1(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {expm1(x), exp(x)};
  }
  template <class V>
  static V curvature(const V&, const V&, const V& slope) {
    return slope;
  }
};

struct Log {
  template <class V>
  static V value(const V& x) {
    return log(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {log(x), 1 / x};
  }
  template <class V>
  static V curvature(const V&, const V&, const V& slope) {
    return -(slope * slope);
  }
};

struct Log1p {
  template <class V>
  static V value(const V& x) {
    return log1p(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {log1p(x), 1 / (1 + x)};
  }
  template <class V>
  static V curvature(const V&, const V&, const V& slope) {
    return -(slope * slope);
  }
};

struct Sqrt {
  template <class V>
  static V value(const V& x) {
    return sqrt(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    const V y = sqrt(x);
    return {y, 0.5 / y};
  }
  template <class V>
  static V curvature(const V&, const V& y, const V& slope) {
    return -(slope * slope) / y;
  }
};

struct Rsqrt {
  template <class V>
  static V value(const V& x) {
    return 1 / sqrt(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    const V y = value(x);
    return {y, -0.5 * y / x};
  }
  template <class V>
  static V curvature(const V& x, const V&, const V& slope) {
    return -1.5 * slope / x;
  }
};

struct Tanh {
  template <class V>
  static V value(const V& x) {
    return tanh(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return tanh_with_slope(x);
  }
  template <class V>
  static V curvature(const V&, const V& y, const V& slope) {
    return -2 * y * slope;
  }
};

struct Sigmoid {
  template <class V>
  static V value(const V& x) {
    return sigmoid(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return sigmoid_with_slope(x);
  }
  template <class V>
  static V curvature(const V&, const V& y, const V& slope) {
    return slope * (1 - 2 * y);
  }
};

/// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)); its slope is sigmoid.
struct Softplus {
  template <class V>
  static V value(const V& x) {
    return where(x < 0, 0, x) + log1p(exp(-abs(x)));
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {value(x), Sigmoid::value(x)};
  }
  template <class V>
  static V curvature(const V& x, const V&, const V&) {
    return sigmoid_with_slope(x).slope;
  }
};

struct Abs {
  template <class V>
  static V value(const V& x) {
    return abs(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {abs(x), where(x > 0, V(1), where(x < 0, V(-1), V(0)))};
  }
  template <class V>
  static V curvature(const V&, const V&, const V&) {
    return V(0);
  }
};

struct Square {
  template <class V>
  static V value(const V& x) {
    return x * x;
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {x * x, x + x};
  }
  template <class V>
  static V curvature(const V&, const V&, const V&) {
    return V(2);
  }
};

struct Sin {
  template <class V>
  static V value(const V& x) {
    return sin(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {sin(x), cos(x)};
  }
  template <class V>
  static V curvature(const V&, const V& y, const V&) {
    return -y;
  }
};

struct Cos {
  template <class V>
  static V value(const V& x) {
    return cos(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {cos(x), -sin(x)};
  }
  template <class V>
  static V curvature(const V&, const V& y, const V&) {
    return -y;
  }
};

struct Erf {
  template <class V>
  static V value(const V& x) {
    return erf(x);
  }
  template <class V>
  static Slope<V> with_slope(const V& x) {
    return {erf(x), 1.12837916709551257390 * exp(-(x * x))};  // 2 / sqrt(pi)
  }
  template <class V>
  static V curvature(const V& x, const V&, const V& slope) {
    return -2 * weighted(slope, x);
  }
};

}  // namespace xgrad::formula
