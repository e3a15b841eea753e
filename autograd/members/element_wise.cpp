// Element-wise operations as members.
#include <xgrad/autograd/ops.hpp>

namespace xgrad {

Tensor TensorMembers::abs() const {
  return xgrad::abs(self());
}
Tensor TensorMembers::neg() const {
  return xgrad::neg(self());
}
Tensor TensorMembers::exp() const {
  return xgrad::exp(self());
}
Tensor TensorMembers::expm1() const {
  return xgrad::expm1(self());
}
Tensor TensorMembers::log() const {
  return xgrad::log(self());
}
Tensor TensorMembers::log1p() const {
  return xgrad::log1p(self());
}
Tensor TensorMembers::sqrt() const {
  return xgrad::sqrt(self());
}
Tensor TensorMembers::rsqrt() const {
  return xgrad::rsqrt(self());
}
Tensor TensorMembers::tanh() const {
  return xgrad::tanh(self());
}
Tensor TensorMembers::sigmoid() const {
  return xgrad::sigmoid(self());
}
Tensor TensorMembers::silu() const {
  return xgrad::silu(self());
}
Tensor TensorMembers::softplus() const {
  return xgrad::softplus(self());
}
Tensor TensorMembers::relu() const {
  return xgrad::relu(self());
}
Tensor TensorMembers::gelu() const {
  return xgrad::gelu(self());
}
Tensor TensorMembers::square() const {
  return xgrad::square(self());
}
Tensor TensorMembers::sin() const {
  return xgrad::sin(self());
}
Tensor TensorMembers::cos() const {
  return xgrad::cos(self());
}
Tensor TensorMembers::erf() const {
  return xgrad::erf(self());
}
Tensor TensorMembers::logical_not() const {
  return xgrad::logical_not(self());
}
Tensor TensorMembers::leaky_relu(double slope) const {
  return xgrad::leaky_relu(self(), slope);
}
Tensor TensorMembers::elu(double alpha) const {
  return xgrad::elu(self(), alpha);
}
Tensor TensorMembers::clamp(double low, double high) const {
  return xgrad::clamp(self(), low, high);
}
Tensor TensorMembers::add(const Tensor& other) const {
  return xgrad::add(self(), other);
}
Tensor TensorMembers::add(Scalar other) const {
  return xgrad::add(self(), other);
}
Tensor TensorMembers::sub(const Tensor& other) const {
  return xgrad::sub(self(), other);
}
Tensor TensorMembers::sub(Scalar other) const {
  return xgrad::sub(self(), other);
}
Tensor TensorMembers::mul(const Tensor& other) const {
  return xgrad::mul(self(), other);
}
Tensor TensorMembers::mul(Scalar other) const {
  return xgrad::mul(self(), other);
}
Tensor TensorMembers::div(const Tensor& other) const {
  return xgrad::div(self(), other);
}
Tensor TensorMembers::div(Scalar other) const {
  return xgrad::div(self(), other);
}
Tensor TensorMembers::remainder(const Tensor& other) const {
  return xgrad::remainder(self(), other);
}
Tensor TensorMembers::remainder(Scalar other) const {
  return xgrad::remainder(self(), other);
}
Tensor TensorMembers::floor_divide(const Tensor& other) const {
  return xgrad::floor_divide(self(), other);
}
Tensor TensorMembers::floor_divide(Scalar other) const {
  return xgrad::floor_divide(self(), other);
}
Tensor TensorMembers::fmod(const Tensor& other) const {
  return xgrad::fmod(self(), other);
}
Tensor TensorMembers::fmod(Scalar other) const {
  return xgrad::fmod(self(), other);
}
Tensor TensorMembers::pow(const Tensor& other) const {
  return xgrad::pow(self(), other);
}
Tensor TensorMembers::pow(Scalar other) const {
  return xgrad::pow(self(), other.real());
}
Tensor TensorMembers::minimum(const Tensor& other) const {
  return xgrad::minimum(self(), other);
}
Tensor TensorMembers::minimum(Scalar other) const {
  return xgrad::minimum(self(), other);
}
Tensor TensorMembers::maximum(const Tensor& other) const {
  return xgrad::maximum(self(), other);
}
Tensor TensorMembers::maximum(Scalar other) const {
  return xgrad::maximum(self(), other);
}
Tensor TensorMembers::eq(const Tensor& other) const {
  return xgrad::eq(self(), other);
}
Tensor TensorMembers::eq(Scalar other) const {
  return xgrad::eq(self(), other);
}
Tensor TensorMembers::ne(const Tensor& other) const {
  return xgrad::ne(self(), other);
}
Tensor TensorMembers::ne(Scalar other) const {
  return xgrad::ne(self(), other);
}
Tensor TensorMembers::lt(const Tensor& other) const {
  return xgrad::lt(self(), other);
}
Tensor TensorMembers::lt(Scalar other) const {
  return xgrad::lt(self(), other);
}
Tensor TensorMembers::le(const Tensor& other) const {
  return xgrad::le(self(), other);
}
Tensor TensorMembers::le(Scalar other) const {
  return xgrad::le(self(), other);
}
Tensor TensorMembers::gt(const Tensor& other) const {
  return xgrad::gt(self(), other);
}
Tensor TensorMembers::gt(Scalar other) const {
  return xgrad::gt(self(), other);
}
Tensor TensorMembers::ge(const Tensor& other) const {
  return xgrad::ge(self(), other);
}
Tensor TensorMembers::ge(Scalar other) const {
  return xgrad::ge(self(), other);
}
Tensor TensorMembers::logical_and(const Tensor& other) const {
  return xgrad::logical_and(self(), other);
}
Tensor TensorMembers::logical_or(const Tensor& other) const {
  return xgrad::logical_or(self(), other);
}
Tensor TensorMembers::logical_xor(const Tensor& other) const {
  return xgrad::logical_xor(self(), other);
}
Tensor TensorMembers::exp2() const {
  return xgrad::exp2(self());
}
Tensor TensorMembers::log2() const {
  return xgrad::log2(self());
}
Tensor TensorMembers::log10() const {
  return xgrad::log10(self());
}
Tensor TensorMembers::reciprocal() const {
  return xgrad::reciprocal(self());
}
Tensor TensorMembers::xlogy(const Tensor& other) const {
  return xgrad::xlogy(self(), other);
}
Tensor TensorMembers::xlogy(double other) const {
  return xgrad::xlogy(self(), other);
}
Tensor TensorMembers::logaddexp(const Tensor& other) const {
  return xgrad::logaddexp(self(), other);
}
Tensor TensorMembers::tan() const {
  return xgrad::tan(self());
}
Tensor TensorMembers::asin() const {
  return xgrad::asin(self());
}
Tensor TensorMembers::acos() const {
  return xgrad::acos(self());
}
Tensor TensorMembers::atan() const {
  return xgrad::atan(self());
}
Tensor TensorMembers::atan2(const Tensor& other) const {
  return xgrad::atan2(self(), other);
}
Tensor TensorMembers::sinh() const {
  return xgrad::sinh(self());
}
Tensor TensorMembers::cosh() const {
  return xgrad::cosh(self());
}
Tensor TensorMembers::asinh() const {
  return xgrad::asinh(self());
}
Tensor TensorMembers::acosh() const {
  return xgrad::acosh(self());
}
Tensor TensorMembers::atanh() const {
  return xgrad::atanh(self());
}
Tensor TensorMembers::hypot(const Tensor& other) const {
  return xgrad::hypot(self(), other);
}
Tensor TensorMembers::erfc() const {
  return xgrad::erfc(self());
}
Tensor TensorMembers::erfinv() const {
  return xgrad::erfinv(self());
}
Tensor TensorMembers::lgamma() const {
  return xgrad::lgamma(self());
}
Tensor TensorMembers::digamma() const {
  return xgrad::digamma(self());
}
Tensor TensorMembers::sign() const {
  return xgrad::sign(self());
}
Tensor TensorMembers::floor() const {
  return xgrad::floor(self());
}
Tensor TensorMembers::ceil() const {
  return xgrad::ceil(self());
}
Tensor TensorMembers::round() const {
  return xgrad::round(self());
}
Tensor TensorMembers::trunc() const {
  return xgrad::trunc(self());
}
Tensor TensorMembers::frac() const {
  return xgrad::frac(self());
}
Tensor TensorMembers::copysign(const Tensor& other) const {
  return xgrad::copysign(self(), other);
}
Tensor TensorMembers::copysign(double other) const {
  return xgrad::copysign(self(), other);
}
Tensor TensorMembers::nan_to_num(double nan, std::optional<double> posinf,
                                 std::optional<double> neginf) const {
  return xgrad::nan_to_num(self(), nan, posinf, neginf);
}
Tensor TensorMembers::lerp(const Tensor& end, const Tensor& weight) const {
  return xgrad::lerp(self(), end, weight);
}
Tensor TensorMembers::lerp(const Tensor& end, double weight) const {
  return xgrad::lerp(self(), end, weight);
}
Tensor TensorMembers::addcmul(const Tensor& a, const Tensor& b, double value) const {
  return xgrad::addcmul(self(), a, b, value);
}
Tensor TensorMembers::addcdiv(const Tensor& a, const Tensor& b, double value) const {
  return xgrad::addcdiv(self(), a, b, value);
}
Tensor TensorMembers::isnan() const {
  return xgrad::isnan(self());
}
Tensor TensorMembers::isinf() const {
  return xgrad::isinf(self());
}
Tensor TensorMembers::isfinite() const {
  return xgrad::isfinite(self());
}
Tensor TensorMembers::isclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return xgrad::isclose(self(), other, rtol, atol, equal_nan);
}
bool TensorMembers::allclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return xgrad::allclose(self(), other, rtol, atol, equal_nan);
}
bool TensorMembers::equal(const Tensor& other) const {
  return xgrad::equal(self(), other);
}
Tensor TensorMembers::log_sigmoid() const {
  return xgrad::log_sigmoid(self());
}
Tensor TensorMembers::selu() const {
  return xgrad::selu(self());
}
Tensor TensorMembers::celu(double alpha) const {
  return xgrad::celu(self(), alpha);
}
Tensor TensorMembers::mish() const {
  return xgrad::mish(self());
}
Tensor TensorMembers::softsign() const {
  return xgrad::softsign(self());
}
Tensor TensorMembers::hardtanh(double low, double high) const {
  return xgrad::hardtanh(self(), low, high);
}
Tensor TensorMembers::hardsigmoid() const {
  return xgrad::hardsigmoid(self());
}
Tensor TensorMembers::hardswish() const {
  return xgrad::hardswish(self());
}
Tensor TensorMembers::tanhshrink() const {
  return xgrad::tanhshrink(self());
}
Tensor TensorMembers::glu(Index axis) const {
  return xgrad::glu(self(), axis);
}

}  // namespace xgrad
