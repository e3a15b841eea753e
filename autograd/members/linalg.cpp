// Linear algebra as members.
#include <xgrad/autograd/ops.hpp>

namespace xgrad {

Tensor TensorMembers::addmm(const Tensor& a, const Tensor& b, double beta, double alpha) const {
  return xgrad::addmm(self(), a, b, beta, alpha);
}
Tensor TensorMembers::baddbmm(const Tensor& a, const Tensor& b, double beta, double alpha) const {
  return xgrad::baddbmm(self(), a, b, beta, alpha);
}
Tensor TensorMembers::mv(const Tensor& other) const {
  return xgrad::mv(self(), other);
}
Tensor TensorMembers::dot(const Tensor& other) const {
  return xgrad::dot(self(), other);
}
Tensor TensorMembers::outer(const Tensor& other) const {
  return xgrad::outer(self(), other);
}
Tensor TensorMembers::kron(const Tensor& other) const {
  return xgrad::kron(self(), other);
}
Tensor TensorMembers::inverse() const {
  return xgrad::inverse(self());
}
Tensor TensorMembers::det() const {
  return xgrad::det(self());
}
SignAndLogabsdet TensorMembers::slogdet() const {
  return xgrad::slogdet(self());
}
Tensor TensorMembers::cholesky() const {
  return xgrad::cholesky(self());
}
QAndR TensorMembers::qr() const {
  return xgrad::qr(self());
}
SingularValues TensorMembers::svd() const {
  return xgrad::svd(self());
}
Tensor TensorMembers::matrix_exp() const {
  return xgrad::matrix_exp(self());
}

}  // namespace xgrad
