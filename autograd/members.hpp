// The operations as members of tensors: x.f(...) is f(x, ...).
#pragma once

#include <xgrad/core/axes.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/numbers/scalar.hpp>
#include <xgrad/core/shape.hpp>

#include <initializer_list>
#include <span>
#include <vector>

namespace xgrad {

class Tensor;
class TensorIndex;

/// The members of Tensor that call the operation of their name with the tensor as first argument;
/// the headers in <xgrad/autograd/ops.hpp> document the operations.
class TensorMembers {
 public:
  // ---- indices ----

  /// Position `position` of the first axis; a negative one counts from the end.
  Tensor operator[](Index position) const;
  Tensor slice(Index axis, Index begin, Index end, Index step = 1) const;
  Tensor narrow(Index axis, Index start, Index length) const;
  Tensor select(Index axis, Index index) const;
  Tensor index_select(Index axis, const Tensor& index) const;
  Tensor index_add(Index axis, const Tensor& index, const Tensor& source) const;
  Tensor gather(Index axis, const Tensor& index) const;
  Tensor index(std::span<const TensorIndex> at) const;
  Tensor index(std::initializer_list<TensorIndex> at) const;
  Tensor index_put(std::span<const TensorIndex> at, const Tensor& values,
                   bool accumulate = false) const;
  Tensor index_put(std::initializer_list<TensorIndex> at, const Tensor& values,
                   bool accumulate = false) const;
  Tensor index_put(std::initializer_list<TensorIndex> at, Scalar value) const;
  Tensor nonzero() const;
  Tensor masked_select(const Tensor& mask) const;
  Tensor masked_fill(const Tensor& mask, Scalar value) const;

  // ---- element-wise ----

  Tensor abs() const;
  Tensor neg() const;
  Tensor exp() const;
  Tensor expm1() const;
  Tensor log() const;
  Tensor log1p() const;
  Tensor sqrt() const;
  Tensor rsqrt() const;
  Tensor tanh() const;
  Tensor sigmoid() const;
  Tensor silu() const;
  Tensor softplus() const;
  Tensor relu() const;
  Tensor gelu() const;
  Tensor square() const;
  Tensor sin() const;
  Tensor cos() const;
  Tensor erf() const;
  Tensor logical_not() const;
  Tensor leaky_relu(double slope = 0.01) const;
  Tensor elu(double alpha = 1) const;
  Tensor clamp(double low, double high) const;
  Tensor add(const Tensor& other) const;
  Tensor add(Scalar other) const;
  Tensor sub(const Tensor& other) const;
  Tensor sub(Scalar other) const;
  Tensor mul(const Tensor& other) const;
  Tensor mul(Scalar other) const;
  Tensor div(const Tensor& other) const;
  Tensor div(Scalar other) const;
  Tensor remainder(const Tensor& other) const;
  Tensor remainder(Scalar other) const;
  Tensor floor_divide(const Tensor& other) const;
  Tensor floor_divide(Scalar other) const;
  Tensor fmod(const Tensor& other) const;
  Tensor fmod(Scalar other) const;
  Tensor pow(const Tensor& other) const;
  Tensor pow(Scalar other) const;
  Tensor minimum(const Tensor& other) const;
  Tensor minimum(Scalar other) const;
  Tensor maximum(const Tensor& other) const;
  Tensor maximum(Scalar other) const;
  Tensor eq(const Tensor& other) const;
  Tensor eq(Scalar other) const;
  Tensor ne(const Tensor& other) const;
  Tensor ne(Scalar other) const;
  Tensor lt(const Tensor& other) const;
  Tensor lt(Scalar other) const;
  Tensor le(const Tensor& other) const;
  Tensor le(Scalar other) const;
  Tensor gt(const Tensor& other) const;
  Tensor gt(Scalar other) const;
  Tensor ge(const Tensor& other) const;
  Tensor ge(Scalar other) const;
  Tensor logical_and(const Tensor& other) const;
  Tensor logical_or(const Tensor& other) const;
  Tensor logical_xor(const Tensor& other) const;

  // ---- reductions and products ----

  Tensor sum(const Axes& axes = {}, bool keepdim = false) const;
  Tensor mean(const Axes& axes = {}, bool keepdim = false) const;
  Tensor max(const Axes& axes = {}, bool keepdim = false) const;
  Tensor min(const Axes& axes = {}, bool keepdim = false) const;
  Tensor logsumexp(const Axes& axes = {}, bool keepdim = false) const;
  Tensor argmax(const Axes& axis = {}, bool keepdim = false) const;
  Tensor softmax(Index axis) const;
  Tensor log_softmax(Index axis) const;
  Tensor sum_to(const Shape& shape) const;
  Tensor matmul(const Tensor& other) const;
  Tensor bmm(const Tensor& other) const;

  // ---- shapes ----

  Tensor reshape(const Shape& shape) const;
  Tensor flatten(Index first = 0, Index last = -1) const;
  Tensor permute(const Dims& axes) const;
  Tensor transpose(Index a, Index b) const;
  Tensor squeeze() const;
  Tensor squeeze(Index axis) const;
  Tensor unsqueeze(Index axis) const;
  Tensor expand(const Shape& shape) const;
  Tensor flip(const Dims& axes) const;
  Tensor contiguous() const;
  Tensor to(DType dtype) const;
  std::vector<Tensor> unbind(Index axis = 0) const;
  std::vector<Tensor> chunk(Index count, Index axis = 0) const;
  std::vector<Tensor> split(Index size, Index axis = 0) const;
  std::vector<Tensor> split(const std::vector<Index>& sizes, Index axis = 0) const;

 protected:
  TensorMembers() = default;
  TensorMembers(const TensorMembers&) = default;
  TensorMembers& operator=(const TensorMembers&) = default;
  ~TensorMembers() = default;

 private:
  const Tensor& self() const;
};

}  // namespace xgrad
