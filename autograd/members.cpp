// Operations as members.
#include <xgrad/autograd/ops.hpp>

namespace xgrad {

const Tensor& TensorMembers::self() const {
  return static_cast<const Tensor&>(*this);
}

Tensor TensorMembers::operator[](Index position) const {
  return xgrad::select(self(), 0, position);
}
Tensor TensorMembers::slice(Index axis, Index begin, Index end, Index step) const {
  return xgrad::slice(self(), axis, begin, end, step);
}
Tensor TensorMembers::narrow(Index axis, Index start, Index length) const {
  return xgrad::narrow(self(), axis, start, length);
}
Tensor TensorMembers::select(Index axis, Index index) const {
  return xgrad::select(self(), axis, index);
}
Tensor TensorMembers::index_select(Index axis, const Tensor& index) const {
  return xgrad::index_select(self(), axis, index);
}
Tensor TensorMembers::index_add(Index axis, const Tensor& index, const Tensor& source) const {
  return xgrad::index_add(self(), axis, index, source);
}
Tensor TensorMembers::gather(Index axis, const Tensor& index) const {
  return xgrad::gather(self(), axis, index);
}
Tensor TensorMembers::index(std::span<const TensorIndex> at) const {
  return xgrad::index(self(), at);
}
Tensor TensorMembers::index(std::initializer_list<TensorIndex> at) const {
  return xgrad::index(self(), at);
}
Tensor TensorMembers::index_put(std::span<const TensorIndex> at, const Tensor& values,
                                bool accumulate) const {
  return xgrad::index_put(self(), at, values, accumulate);
}
Tensor TensorMembers::index_put(std::initializer_list<TensorIndex> at, const Tensor& values,
                                bool accumulate) const {
  return xgrad::index_put(self(), at, values, accumulate);
}
Tensor TensorMembers::index_put(std::initializer_list<TensorIndex> at, Scalar value) const {
  return xgrad::index_put(self(), at, value);
}
Tensor TensorMembers::nonzero() const {
  return xgrad::nonzero(self());
}
Tensor TensorMembers::masked_select(const Tensor& mask) const {
  return xgrad::masked_select(self(), mask);
}
Tensor TensorMembers::masked_fill(const Tensor& mask, Scalar value) const {
  return xgrad::masked_fill(self(), mask, value);
}

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

Tensor TensorMembers::sum(const Axes& axes, bool keepdim) const {
  return xgrad::sum(self(), axes, keepdim);
}
Tensor TensorMembers::mean(const Axes& axes, bool keepdim) const {
  return xgrad::mean(self(), axes, keepdim);
}
Tensor TensorMembers::max(const Axes& axes, bool keepdim) const {
  return xgrad::max(self(), axes, keepdim);
}
Tensor TensorMembers::min(const Axes& axes, bool keepdim) const {
  return xgrad::min(self(), axes, keepdim);
}
Tensor TensorMembers::logsumexp(const Axes& axes, bool keepdim) const {
  return xgrad::logsumexp(self(), axes, keepdim);
}
Tensor TensorMembers::argmax(const Axes& axis, bool keepdim) const {
  return xgrad::argmax(self(), axis, keepdim);
}
Tensor TensorMembers::softmax(Index axis) const {
  return xgrad::softmax(self(), axis);
}
Tensor TensorMembers::log_softmax(Index axis) const {
  return xgrad::log_softmax(self(), axis);
}
Tensor TensorMembers::sum_to(const Shape& shape) const {
  return xgrad::sum_to(self(), shape);
}
Tensor TensorMembers::matmul(const Tensor& other) const {
  return xgrad::matmul(self(), other);
}
Tensor TensorMembers::bmm(const Tensor& other) const {
  return xgrad::bmm(self(), other);
}

Tensor TensorMembers::reshape(const Shape& shape) const {
  return xgrad::reshape(self(), shape);
}
Tensor TensorMembers::flatten(Index first, Index last) const {
  return xgrad::flatten(self(), first, last);
}
Tensor TensorMembers::permute(const Dims& axes) const {
  return xgrad::permute(self(), axes);
}
Tensor TensorMembers::transpose(Index a, Index b) const {
  return xgrad::transpose(self(), a, b);
}
Tensor TensorMembers::squeeze() const {
  return xgrad::squeeze(self());
}
Tensor TensorMembers::squeeze(Index axis) const {
  return xgrad::squeeze(self(), axis);
}
Tensor TensorMembers::unsqueeze(Index axis) const {
  return xgrad::unsqueeze(self(), axis);
}
Tensor TensorMembers::expand(const Shape& shape) const {
  return xgrad::expand(self(), shape);
}
Tensor TensorMembers::flip(const Dims& axes) const {
  return xgrad::flip(self(), axes);
}
Tensor TensorMembers::contiguous() const {
  return xgrad::contiguous(self());
}
Tensor TensorMembers::to(DType dtype) const {
  return xgrad::to(self(), dtype);
}
std::vector<Tensor> TensorMembers::unbind(Index axis) const {
  return xgrad::unbind(self(), axis);
}
std::vector<Tensor> TensorMembers::chunk(Index count, Index axis) const {
  return xgrad::chunk(self(), count, axis);
}
std::vector<Tensor> TensorMembers::split(Index size, Index axis) const {
  return xgrad::split(self(), size, axis);
}
std::vector<Tensor> TensorMembers::split(const std::vector<Index>& sizes, Index axis) const {
  return xgrad::split(self(), sizes, axis);
}

}  // namespace xgrad
