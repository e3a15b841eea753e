// exp, expm1, tanh and sigmoid on plain values, with slopes for tanh and sigmoid, all based on one
// exponential. tests/formula/accuracy.cpp bounds their errors in units in the last place.
#pragma once

#include <xgrad/core/formula/value.hpp>

#include <cstdint>

namespace xgrad::formula {

/// The value and the slope of a function at a point.
template <class N>
struct Slope {
  N value;
  N slope;
};

/// The reduction x = n ln 2 + r with |r| <= ln 2 / 2: its constants, and the coefficients of
/// expm1(r) = r + r^2 (c0 + c1 r + ...), interpolated at Chebyshev points (relative error 2.6e-8
/// for float32, 1e-18 for float64).
template <class T>
struct ExpConstants;

template <>
struct ExpConstants<float> {
  using Integer = std::int32_t;
  static constexpr int kMantissaBits = 23;
  static constexpr Integer kBias = 127;
  static constexpr float kRounder =
      12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer in the last bits
  static constexpr float kLn2High = 0.693359375F, kLn2Low = -2.12194440e-4F;
  static constexpr float kLowest = -104.0F, kHighest = 89.0F;  // exp is 0 below, inf above
  static constexpr float kLowestNormal = -88.0F;               // 2^n is 0 below
  static constexpr float kLowestExpm1 = -30.0F;                // expm1 is -1 below
  static constexpr float kSmallest = 0x1p-100F;                // expm1 is x for less
  static constexpr float kCoefficients[] = {0.5F, 0.16666576266288757F, 0.04166655242443085F,
                                            0.00836323294788599F, 0.0013926250394433737F};
};

template <>
struct ExpConstants<double> {
  using Integer = std::int64_t;
  static constexpr int kMantissaBits = 52;
  static constexpr Integer kBias = 1023;
  static constexpr double kRounder = 6755399441055744.0;
  static constexpr double kLn2High = 6.93145751953125e-1, kLn2Low = 1.42860682030941723212e-6;
  static constexpr double kLowest = -746.0, kHighest = 710.0;
  static constexpr double kLowestNormal = -709.0;
  static constexpr double kLowestExpm1 = -50.0;
  static constexpr double kSmallest = 0x1p-1000;
  static constexpr double kCoefficients[] = {0.5,
                                             0.1666666666666667,
                                             0.04166666666666667,
                                             0.008333333333326084,
                                             0.0013888888888883711,
                                             0.0001984126987500228,
                                             2.480158732567746e-05,
                                             2.755725517000089e-06,
                                             2.755727347871858e-07,
                                             2.5105312729622103e-08,
                                             2.09147553258932e-09};
};

/// c[0] + c[1] x + c[2] x^2 + ..., in pairs of terms that are independent of each other.
template <class Batch, class T, int Count>
Batch polynomial(const T (&coefficients)[Count], Batch x, Batch square) {
  static_assert(Count % 2 == 1);
  Batch sum(coefficients[Count - 1]);
  for (int k = Count - 3; k >= 0; k -= 2) {
    const Batch pair = xsimd::fma(Batch(coefficients[k + 1]), x, Batch(coefficients[k]));
    sum = xsimd::fma(sum, square, pair);
  }
  return sum;
}

/// x = n ln 2 + r as n and expm1(r).
template <class T, class Arch>
struct ReducedExp {
  using Batch = xsimd::batch<T, Arch>;
  using Constants = ExpConstants<T>;
  using Integers = xsimd::batch<typename Constants::Integer, Arch>;
  Batch rounded;  // n + kRounder
  Batch n;
  Batch expm1_r;

  explicit ReducedExp(Batch x)
      : rounded(xsimd::fma(x, Batch(T(1.44269504088896340736)), Batch(Constants::kRounder))),
        n(rounded - Batch(Constants::kRounder)) {
    const Batch r =
        xsimd::fnma(n, Batch(Constants::kLn2Low), xsimd::fnma(n, Batch(Constants::kLn2High), x));
    const Batch square = r * r;
    expm1_r = xsimd::fma(square, polynomial(Constants::kCoefficients, r, square), r);
  }

  /// 2^n for n from -bias (giving 0) to bias.
  Batch scale() const { return power_of_rounded<0>(rounded); }
  /// 2^(n + 64) for n from -bias - 63 to bias - 64.
  Batch raised_scale() const { return power_of_rounded<64>(rounded); }
  /// 2^m for integers m from -bias (giving 0) to bias.
  static Batch power_of_two(Batch m) { return power_of_rounded<0>(m + Batch(Constants::kRounder)); }

 private:
  template <int raised_by>
  static Batch power_of_rounded(Batch m) {
    constexpr auto bias = Constants::kBias + typename Constants::Integer{raised_by};
    const auto bits = bits_as<Integers>(m);
    return bits_as<Batch>((bits << Constants::kMantissaBits) +
                          Integers(bias << Constants::kMantissaBits));
  }
};

/// x clamped to [low, high]; NaN propagates (the x86 instructions then return their second
/// operand).
template <class T, class Arch>
xsimd::batch<T, Arch> limited(xsimd::batch<T, Arch> x, T low, T high) {
  using Batch = xsimd::batch<T, Arch>;
  return xsimd::max(Batch(low), xsimd::min(Batch(high), x));
}

template <class T, class Arch>
Value<T, Arch> exp(const Value<T, Arch>& x) {
  using Constants = ExpConstants<T>;
  using Reduced = ReducedExp<T, Arch>;
  using Batch = xsimd::batch<T, Arch>;
  const Reduced e(limited(x.batch, Constants::kLowest, Constants::kHighest));
  // 2^n as two factors: a single factor would overflow where exp(x) does not, and underflow where
  // exp(x) is subnormal.
  const Batch half =
      (e.n * Batch(T(0.5)) + Batch(Constants::kRounder)) - Batch(Constants::kRounder);
  return Value<T, Arch>((e.expm1_r + Batch(T(1))) * Reduced::power_of_two(half) *
                        Reduced::power_of_two(e.n - half));
}

template <class T, class Arch>
Value<T, Arch> expm1(const Value<T, Arch>& x) {
  using Constants = ExpConstants<T>;
  using Reduced = ReducedExp<T, Arch>;
  using Batch = xsimd::batch<T, Arch>;
  const Reduced e(limited(x.batch, Constants::kLowestExpm1, Constants::kHighest));
  const Batch scale = Reduced::power_of_two(e.n - Batch(T(1)));  // 2^n / 2, because n may be 128
  const Batch result = xsimd::fma(scale, e.expm1_r, scale - Batch(T(0.5)));
  // Halving a subnormal number would lose its last digit.
  const auto is_own_value = xsimd::abs(x.batch) < Batch(Constants::kSmallest);
  return Value<T, Arch>(xsimd::select(is_own_value, x.batch, result + result));
}

/// e = exp(y) and q = e - 1 for y <= 0, without cancellation. `raised` is 2^64 e, which has full
/// precision where e is subnormal.
template <class T, class Arch>
struct Decay {
  using Batch = xsimd::batch<T, Arch>;
  static constexpr T kLowered = T(0x1p-64);
  Batch raised;
  Batch scale;
  Batch expm1_r;

  explicit Decay(Batch y) {
    const ReducedExp<T, Arch> reduced(xsimd::max(Batch(ExpConstants<T>::kLowest), y));
    const Batch raised_scale = reduced.raised_scale();
    expm1_r = reduced.expm1_r;
    raised = xsimd::fma(raised_scale, expm1_r, raised_scale);
    scale = raised_scale * Batch(kLowered);
  }
  Batch e() const { return raised * Batch(kLowered); }
  Batch q() const { return xsimd::fma(scale, expm1_r, scale - Batch(T(1))); }
};

/// tanh |x| = -q / (2 + q) with q = exp(-2 |x|) - 1; q is -1 long before exp becomes subnormal.
template <class T, class Arch>
Value<T, Arch> tanh(const Value<T, Arch>& x) {
  using Batch = xsimd::batch<T, Arch>;
  const Batch y = Batch(T(-2)) * xsimd::abs(x.batch);
  const ReducedExp<T, Arch> reduced(xsimd::max(Batch(ExpConstants<T>::kLowestNormal), y));
  const Batch scale = reduced.scale();
  const Batch q = xsimd::fma(scale, reduced.expm1_r, scale - Batch(T(1)));
  return Value<T, Arch>((-q / (Batch(T(2)) + q)) | xsimd::bitofsign(x.batch));
}

/// Value and slope from one exponential and one division:
///   tanh |x| = -q / (2 + q)   tanh' x = 4 e / (2 + q)^2   q = e - 1
template <class T, class Arch>
Slope<Value<T, Arch>> tanh_with_slope(const Value<T, Arch>& x) {
  using Batch = xsimd::batch<T, Arch>;
  const Decay<T, Arch> decay(Batch(T(-2)) * xsimd::abs(x.batch));
  const Batch q = decay.q();
  const Batch r = Batch(T(-1)) / (q + Batch(T(2)));
  return {Value<T, Arch>((q * r) | xsimd::bitofsign(x.batch)),
          Value<T, Arch>(((decay.raised * r) * r) * Batch(T(4) * decay.kLowered))};
}

// sigmoid x = 1 / (1 + e) for x >= 0, else e / (1 + e), and sigmoid' x = e / (1 + e)^2, with
// e = exp(-|x|).

/// e / (1 + e) = e - e (e / (1 + e)): for small e, the error of the division is then negligible.
template <class T, class Arch>
Value<T, Arch> sigmoid(const Value<T, Arch>& x) {
  using Batch = xsimd::batch<T, Arch>;
  const Batch one(T(1));
  const Batch e = Decay<T, Arch>(x.batch | Batch(T(-0.0))).e();
  const auto negative = x.batch < Batch(T(0));
  const Batch part = xsimd::select(negative, e, one) / (one + e);
  return Value<T, Arch>(xsimd::select(negative, xsimd::fnma(e, part, e), part));
}

template <class T, class Arch>
Slope<Value<T, Arch>> sigmoid_with_slope(const Value<T, Arch>& x) {
  using Batch = xsimd::batch<T, Arch>;
  const Batch e = Decay<T, Arch>(x.batch | Batch(T(-0.0))).e();
  const Batch r = Batch(T(1)) / (Batch(T(1)) + e);
  const Batch small = e * r;
  return {Value<T, Arch>(xsimd::select(x.batch < Batch(T(0)), small, r)),
          Value<T, Arch>(small * r)};
}

}  // namespace xgrad::formula
