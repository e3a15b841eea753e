// Elementwise operations: arithmetic, functions, selection and comparisons. Shapes broadcast by
// NumPy's rules. All throw ShapeError, naming all shapes, when they do not broadcast, and
// DTypeError for mixed or unsupported dtypes; C++ numbers take the dtype of the tensor.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/numbers/scalar.hpp>

namespace xgrad {

// ---- arithmetic; differentiable any number of times ----

/// a + b   [...] and [...] -> [...]
Tensor add(const Tensor& a, const Tensor& b);
Tensor add(const Tensor& a, double b);
/// a - b   [...] and [...] -> [...]
Tensor sub(const Tensor& a, const Tensor& b);
Tensor sub(const Tensor& a, double b);
Tensor sub(double a, const Tensor& b);
/// a b   [...] and [...] -> [...]
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, double b);
/// a / b   [...] and [...] -> [...]
Tensor div(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, double b);
Tensor div(double a, const Tensor& b);
/// -x   x.shape -> x.shape
Tensor neg(const Tensor& x);

/// e^x   x.shape -> x.shape
Tensor exp(const Tensor& x);
/// Natural logarithm.   x.shape -> x.shape
Tensor log(const Tensor& x);
/// Square root; its derivative at 0 is infinite.   x.shape -> x.shape
Tensor sqrt(const Tensor& x);

inline Tensor operator+(const Tensor& a, const Tensor& b) {
  return add(a, b);
}
inline Tensor operator+(const Tensor& a, double b) {
  return add(a, b);
}
inline Tensor operator+(double a, const Tensor& b) {
  return add(b, a);
}
inline Tensor operator-(const Tensor& a, const Tensor& b) {
  return sub(a, b);
}
inline Tensor operator-(const Tensor& a, double b) {
  return sub(a, b);
}
inline Tensor operator-(double a, const Tensor& b) {
  return sub(a, b);
}
inline Tensor operator*(const Tensor& a, const Tensor& b) {
  return mul(a, b);
}
inline Tensor operator*(const Tensor& a, double b) {
  return mul(a, b);
}
inline Tensor operator*(double a, const Tensor& b) {
  return mul(b, a);
}
inline Tensor operator/(const Tensor& a, const Tensor& b) {
  return div(a, b);
}
inline Tensor operator/(const Tensor& a, double b) {
  return div(a, b);
}
inline Tensor operator/(double a, const Tensor& b) {
  return div(a, b);
}
inline Tensor operator-(const Tensor& x) {
  return neg(x);
}

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
Tensor minimum(const Tensor& a, double b);
/// Elementwise maximum; NaN if either input is NaN. Where the inputs are equal, each gets half the
/// gradient; where one is NaN, each gets the whole gradient.
/// [...] and [...] -> [...]
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor maximum(const Tensor& a, double b);
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

}  // namespace xgrad
