// Elementwise operations: arithmetic, functions, selection and comparisons. Shapes broadcast by
// NumPy's rules. All throw ShapeError, naming all shapes, when they do not broadcast, and
// DTypeError for mixed or unsupported dtypes; C++ numbers take the dtype of the tensor.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

// ---- arithmetic; differentiable any number of times. Of int64 tensors, sums, differences and
// products are int64 and wrap around, quotients are float32 ----

/// a + b   [...] and [...] -> [...]
Tensor add(const Tensor& a, const Tensor& b);
Tensor add(const Tensor& a, Scalar b);
/// a - b   [...] and [...] -> [...]
Tensor sub(const Tensor& a, const Tensor& b);
Tensor sub(const Tensor& a, Scalar b);
Tensor sub(Scalar a, const Tensor& b);
/// a b   [...] and [...] -> [...]
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, Scalar b);
/// a / b   [...] and [...] -> [...]
Tensor div(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, Scalar b);
Tensor div(Scalar a, const Tensor& b);
/// -x   x.shape -> x.shape
Tensor neg(const Tensor& x);

/// e^x   x.shape -> x.shape
Tensor exp(const Tensor& x);
/// Natural logarithm.   x.shape -> x.shape
Tensor log(const Tensor& x);
/// Square root; its derivative at 0 is infinite.   x.shape -> x.shape
Tensor sqrt(const Tensor& x);

// ---- division with rounding; the derivative of the rounded quotient is 0 ----

/// The largest whole number at most a / b.   [...] and [...] -> [...]
/// Throws ValueError when an int64 divisor is 0.
Tensor floor_divide(const Tensor& a, const Tensor& b);
Tensor floor_divide(const Tensor& a, Scalar b);
/// a - b floor_divide(a, b): the remainder with the sign of b.   [...] and [...] -> [...]
/// Throws as `floor_divide`.
Tensor remainder(const Tensor& a, const Tensor& b);
Tensor remainder(const Tensor& a, Scalar b);
/// a - b n with n = a / b truncated: the remainder with the sign of a, exact.   [...] and [...] -> [...]
/// Throws as `floor_divide`.
Tensor fmod(const Tensor& a, const Tensor& b);
Tensor fmod(const Tensor& a, Scalar b);

// ---- functions: formulas with first and second derivatives ----

/// e^x - 1, accurate near 0.   x.shape -> x.shape
Tensor expm1(const Tensor& x);
/// log(1 + x), accurate near 0.   x.shape -> x.shape
Tensor log1p(const Tensor& x);
/// 1 / sqrt(x)   x.shape -> x.shape
Tensor rsqrt(const Tensor& x);
/// Hyperbolic tangent.   x.shape -> x.shape
Tensor tanh(const Tensor& x);
/// 1 / (1 + e^-x)   x.shape -> x.shape
Tensor sigmoid(const Tensor& x);
/// x sigmoid(x), 0 at -inf.   x.shape -> x.shape
Tensor silu(const Tensor& x);
/// log(1 + e^x), finite for all finite x.   x.shape -> x.shape
Tensor softplus(const Tensor& x);
/// max(x, 0); the derivative at 0 is 0, at NaN 1.   x.shape -> x.shape
Tensor relu(const Tensor& x);
/// x if it is positive, else slope x; the derivative at 0 is the slope.   x.shape -> x.shape
/// Throws ValueError unless the slope is finite.
Tensor leaky_relu(const Tensor& x, double slope = 0.01);
/// x if it is positive, else alpha (e^x - 1) (Clevert et al. 2015); at 0 the first derivative is
/// alpha, the second 0.
/// x.shape -> x.shape
/// Throws ValueError unless alpha is finite.
Tensor elu(const Tensor& x, double alpha = 1);
/// x times the standard normal cumulative distribution function of x (Hendrycks & Gimpel 2016); 0
/// at -inf.
/// x.shape -> x.shape
Tensor gelu(const Tensor& x);
/// |x|; the derivative at 0 and at NaN is 0.   x.shape -> x.shape
Tensor abs(const Tensor& x);
/// x^2   x.shape -> x.shape
Tensor square(const Tensor& x);
/// Sine.   x.shape -> x.shape
Tensor sin(const Tensor& x);
/// Cosine.   x.shape -> x.shape
Tensor cos(const Tensor& x);
/// Error function.   x.shape -> x.shape
Tensor erf(const Tensor& x);
/// a^b. The derivative with respect to a is 0 where b is 0; the derivative with respect to b is 0
/// where a is 0 and b is not negative.
/// [...] and [...] -> [...]
Tensor pow(const Tensor& a, const Tensor& b);
Tensor pow(const Tensor& a, double b);
Tensor pow(double a, const Tensor& b);

/// Elementwise minimum; NaN if either input is NaN. Where the inputs are equal, each gets half the
/// gradient; where one is NaN, each gets the whole gradient.
/// [...] and [...] -> [...]
Tensor minimum(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, Scalar b);
/// Elementwise maximum; NaN if either input is NaN. Where the inputs are equal, each gets half the
/// gradient; where one is NaN, each gets the whole gradient.
/// [...] and [...] -> [...]
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor maximum(const Tensor& a, Scalar b);
/// Clamps x to [low, high]; the derivative at the limits is 1, at NaN 0.   x.shape -> x.shape
/// Throws ValueError when low > high, or either is NaN.
Tensor clamp(const Tensor& x, double low, double high);

/// Selects elements of a where the bool condition is true, else elements of b. The elements not
/// selected have gradient 0, even if they are NaN.
/// [...], [...] and [...] -> [...]
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor where(const Tensor& condition, const Tensor& a, double b);
Tensor where(const Tensor& condition, double a, const Tensor& b);

// ---- comparisons of numbers and of bools, with bool results; throw ValueError for a C++ number
// that an int64 or bool tensor cannot represent exactly ----

/// True where a equals b.   [...] and [...] -> bool [...]
Tensor eq(const Tensor& a, const Tensor& b);
Tensor eq(const Tensor& a, Scalar b);
/// True where a differs from b.   [...] and [...] -> bool [...]
Tensor ne(const Tensor& a, const Tensor& b);
Tensor ne(const Tensor& a, Scalar b);
/// True where a is less than b.   [...] and [...] -> bool [...]
Tensor lt(const Tensor& a, const Tensor& b);
Tensor lt(const Tensor& a, Scalar b);
/// True where a is at most b.   [...] and [...] -> bool [...]
Tensor le(const Tensor& a, const Tensor& b);
Tensor le(const Tensor& a, Scalar b);
/// True where a is greater than b.   [...] and [...] -> bool [...]
Tensor gt(const Tensor& a, const Tensor& b);
Tensor gt(const Tensor& a, Scalar b);
/// True where a is at least b.   [...] and [...] -> bool [...]
Tensor ge(const Tensor& a, const Tensor& b);
Tensor ge(const Tensor& a, Scalar b);

// ---- logic of bool tensors, with bool results; other elements count as true unless they are 0 ----

/// True where both are true.   [...] and [...] -> bool [...]
Tensor logical_and(const Tensor& a, const Tensor& b);
/// True where at least one is true.   [...] and [...] -> bool [...]
Tensor logical_or(const Tensor& a, const Tensor& b);
/// True where exactly one is true.   [...] and [...] -> bool [...]
Tensor logical_xor(const Tensor& a, const Tensor& b);
/// True where x is false.   x.shape -> bool x.shape
Tensor logical_not(const Tensor& x);

// ---- operators; comparisons are element-wise, and `x += y` makes x the handle to a new value ----

inline Tensor operator+(const Tensor& a, const Tensor& b) {
  return add(a, b);
}
inline Tensor operator+(const Tensor& a, Scalar b) {
  return add(a, b);
}
inline Tensor operator+(Scalar a, const Tensor& b) {
  return add(b, a);
}
inline Tensor operator-(const Tensor& a, const Tensor& b) {
  return sub(a, b);
}
inline Tensor operator-(const Tensor& a, Scalar b) {
  return sub(a, b);
}
inline Tensor operator-(Scalar a, const Tensor& b) {
  return sub(a, b);
}
inline Tensor operator*(const Tensor& a, const Tensor& b) {
  return mul(a, b);
}
inline Tensor operator*(const Tensor& a, Scalar b) {
  return mul(a, b);
}
inline Tensor operator*(Scalar a, const Tensor& b) {
  return mul(b, a);
}
inline Tensor operator/(const Tensor& a, const Tensor& b) {
  return div(a, b);
}
inline Tensor operator/(const Tensor& a, Scalar b) {
  return div(a, b);
}
inline Tensor operator/(Scalar a, const Tensor& b) {
  return div(a, b);
}
inline Tensor operator%(const Tensor& a, const Tensor& b) {
  return remainder(a, b);
}
inline Tensor operator%(const Tensor& a, Scalar b) {
  return remainder(a, b);
}
inline Tensor operator==(const Tensor& a, const Tensor& b) {
  return eq(a, b);
}
inline Tensor operator==(const Tensor& a, Scalar b) {
  return eq(a, b);
}
inline Tensor operator==(Scalar a, const Tensor& b) {
  return eq(b, a);
}
inline Tensor operator!=(const Tensor& a, const Tensor& b) {
  return ne(a, b);
}
inline Tensor operator!=(const Tensor& a, Scalar b) {
  return ne(a, b);
}
inline Tensor operator!=(Scalar a, const Tensor& b) {
  return ne(b, a);
}
inline Tensor operator<(const Tensor& a, const Tensor& b) {
  return lt(a, b);
}
inline Tensor operator<(const Tensor& a, Scalar b) {
  return lt(a, b);
}
inline Tensor operator<(Scalar a, const Tensor& b) {
  return gt(b, a);
}
inline Tensor operator<=(const Tensor& a, const Tensor& b) {
  return le(a, b);
}
inline Tensor operator<=(const Tensor& a, Scalar b) {
  return le(a, b);
}
inline Tensor operator<=(Scalar a, const Tensor& b) {
  return ge(b, a);
}
inline Tensor operator>(const Tensor& a, const Tensor& b) {
  return gt(a, b);
}
inline Tensor operator>(const Tensor& a, Scalar b) {
  return gt(a, b);
}
inline Tensor operator>(Scalar a, const Tensor& b) {
  return lt(b, a);
}
inline Tensor operator>=(const Tensor& a, const Tensor& b) {
  return ge(a, b);
}
inline Tensor operator>=(const Tensor& a, Scalar b) {
  return ge(a, b);
}
inline Tensor operator>=(Scalar a, const Tensor& b) {
  return le(b, a);
}
inline Tensor operator-(const Tensor& x) {
  return neg(x);
}
inline Tensor operator!(const Tensor& x) {
  return logical_not(x);
}
/// Unlike for bool, both sides are computed.
inline Tensor operator&&(const Tensor& a, const Tensor& b) {
  return logical_and(a, b);
}
inline Tensor operator||(const Tensor& a, const Tensor& b) {
  return logical_or(a, b);
}

inline Tensor& operator+=(Tensor& a, const Tensor& b) {
  return a = a + b;
}
inline Tensor& operator+=(Tensor& a, Scalar b) {
  return a = a + b;
}
inline Tensor& operator-=(Tensor& a, const Tensor& b) {
  return a = a - b;
}
inline Tensor& operator-=(Tensor& a, Scalar b) {
  return a = a - b;
}
inline Tensor& operator*=(Tensor& a, const Tensor& b) {
  return a = a * b;
}
inline Tensor& operator*=(Tensor& a, Scalar b) {
  return a = a * b;
}
inline Tensor& operator/=(Tensor& a, const Tensor& b) {
  return a = a / b;
}
inline Tensor& operator/=(Tensor& a, Scalar b) {
  return a = a / b;
}

}  // namespace xgrad
