// Indexing as members.
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

}  // namespace xgrad
