// Operations that change shapes as members.
#include <xgrad/autograd/ops.hpp>

namespace xgrad {

Tensor TensorMembers::reshape(const Shape& shape) const {
  return xgrad::reshape(self(), shape);
}
Tensor TensorMembers::flatten(Index first, Index last) const {
  return xgrad::flatten(self(), first, last);
}
Tensor TensorMembers::permute(const Axes& axes) const {
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
Tensor TensorMembers::flip(const Axes& axes) const {
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
Tensor TensorMembers::movedim(const Axes& source, const Axes& destination) const {
  return xgrad::movedim(self(), source, destination);
}
Tensor TensorMembers::swapaxes(Index a, Index b) const {
  return xgrad::swapaxes(self(), a, b);
}
Tensor TensorMembers::unflatten(Index axis, const Shape& sizes) const {
  return xgrad::unflatten(self(), axis, sizes);
}
Tensor TensorMembers::view_as(const Tensor& other) const {
  return xgrad::view_as(self(), other);
}
Tensor TensorMembers::roll(Index shift, std::optional<Index> axis) const {
  return xgrad::roll(self(), shift, axis);
}
Tensor TensorMembers::roll(const Dims& shifts, const Axes& axes) const {
  return xgrad::roll(self(), shifts, axes);
}
Tensor TensorMembers::repeat(const Shape& sizes) const {
  return xgrad::repeat(self(), sizes);
}
Tensor TensorMembers::tile(const Shape& sizes) const {
  return xgrad::tile(self(), sizes);
}
Tensor TensorMembers::repeat_interleave(Index repeats, std::optional<Index> axis) const {
  return xgrad::repeat_interleave(self(), repeats, axis);
}
Tensor TensorMembers::repeat_interleave(const Tensor& repeats, std::optional<Index> axis) const {
  return xgrad::repeat_interleave(self(), repeats, axis);
}
Tensor TensorMembers::broadcast_to(const Shape& shape) const {
  return xgrad::broadcast_to(self(), shape);
}
Tensor TensorMembers::unfold(Index axis, Index size, Index step) const {
  return xgrad::unfold(self(), axis, size, step);
}
Tensor TensorMembers::diagonal(Index offset, Index axis1, Index axis2) const {
  return xgrad::diagonal(self(), offset, axis1, axis2);
}
Tensor TensorMembers::diag(Index diagonal) const {
  return xgrad::diag(self(), diagonal);
}
Tensor TensorMembers::tril(Index diagonal) const {
  return xgrad::tril(self(), diagonal);
}
Tensor TensorMembers::triu(Index diagonal) const {
  return xgrad::triu(self(), diagonal);
}
Tensor TensorMembers::scatter(Index axis, const Tensor& index, const Tensor& source) const {
  return xgrad::scatter(self(), axis, index, source);
}
Tensor TensorMembers::scatter(Index axis, const Tensor& index, Scalar value) const {
  return xgrad::scatter(self(), axis, index, value);
}
Tensor TensorMembers::scatter_add(Index axis, const Tensor& index, const Tensor& source) const {
  return xgrad::scatter_add(self(), axis, index, source);
}
Tensor TensorMembers::take_along_dim(const Tensor& index, std::optional<Index> axis) const {
  return xgrad::take_along_dim(self(), index, axis);
}

}  // namespace xgrad
