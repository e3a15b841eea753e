// Reductions and products as members.
#include <xgrad/autograd/ops.hpp>

namespace xgrad {

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
Tensor TensorMembers::argmin(const Axes& axis, bool keepdim) const {
  return xgrad::argmin(self(), axis, keepdim);
}
Tensor TensorMembers::amax(const Axes& axes, bool keepdim) const {
  return xgrad::amax(self(), axes, keepdim);
}
Tensor TensorMembers::amin(const Axes& axes, bool keepdim) const {
  return xgrad::amin(self(), axes, keepdim);
}
Tensor TensorMembers::prod(const Axes& axes, bool keepdim) const {
  return xgrad::prod(self(), axes, keepdim);
}
Tensor TensorMembers::var(const Axes& axes, bool unbiased, bool keepdim) const {
  return xgrad::var(self(), axes, unbiased, keepdim);
}
Tensor TensorMembers::std(const Axes& axes, bool unbiased, bool keepdim) const {
  return xgrad::std(self(), axes, unbiased, keepdim);
}
Tensor TensorMembers::norm(double p, const Axes& axes, bool keepdim) const {
  return xgrad::norm(self(), p, axes, keepdim);
}
Tensor TensorMembers::nansum(const Axes& axes, bool keepdim) const {
  return xgrad::nansum(self(), axes, keepdim);
}
Tensor TensorMembers::nanmean(const Axes& axes, bool keepdim) const {
  return xgrad::nanmean(self(), axes, keepdim);
}
Tensor TensorMembers::any(const Axes& axes, bool keepdim) const {
  return xgrad::any(self(), axes, keepdim);
}
Tensor TensorMembers::all(const Axes& axes, bool keepdim) const {
  return xgrad::all(self(), axes, keepdim);
}
Tensor TensorMembers::count_nonzero(const Axes& axes) const {
  return xgrad::count_nonzero(self(), axes);
}
Tensor TensorMembers::cumsum(Index axis) const {
  return xgrad::cumsum(self(), axis);
}
Tensor TensorMembers::cumprod(Index axis) const {
  return xgrad::cumprod(self(), axis);
}
Tensor TensorMembers::logcumsumexp(Index axis) const {
  return xgrad::logcumsumexp(self(), axis);
}
ValuesAndIndices TensorMembers::cummax(Index axis) const {
  return xgrad::cummax(self(), axis);
}
ValuesAndIndices TensorMembers::cummin(Index axis) const {
  return xgrad::cummin(self(), axis);
}
ValuesAndIndices TensorMembers::sort(Index axis, bool descending) const {
  return xgrad::sort(self(), axis, descending);
}
Tensor TensorMembers::argsort(Index axis, bool descending) const {
  return xgrad::argsort(self(), axis, descending);
}
ValuesAndIndices TensorMembers::topk(Index k, Index axis, bool largest, bool sorted) const {
  return xgrad::topk(self(), k, axis, largest, sorted);
}
ValuesAndIndices TensorMembers::kthvalue(Index k, Index axis, bool keepdim) const {
  return xgrad::kthvalue(self(), k, axis, keepdim);
}
Tensor TensorMembers::median() const {
  return xgrad::median(self());
}
ValuesAndIndices TensorMembers::median(Index axis, bool keepdim) const {
  return xgrad::median(self(), axis, keepdim);
}
UniqueElements TensorMembers::unique() const {
  return xgrad::unique(self());
}
Tensor TensorMembers::histc(Index bins, double min, double max) const {
  return xgrad::histc(self(), bins, min, max);
}
Tensor TensorMembers::bincount() const {
  return xgrad::bincount(self());
}
Tensor TensorMembers::bincount(const Tensor& weights, Index minlength) const {
  return xgrad::bincount(self(), weights, minlength);
}

}  // namespace xgrad
