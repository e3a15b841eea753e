// The operations as members of tensors: x.f(...) is f(x, ...).
#pragma once

#include <xgrad/core/axes.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/numbers/scalar.hpp>
#include <xgrad/core/shape.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace xgrad {

class Tensor;
class TensorIndex;
struct QAndR;
struct SignAndLogabsdet;
struct SingularValues;
struct UniqueElements;
struct ValuesAndIndices;

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
  Tensor exp2() const;
  Tensor log2() const;
  Tensor log10() const;
  Tensor reciprocal() const;
  Tensor xlogy(const Tensor& other) const;
  Tensor xlogy(double other) const;
  Tensor logaddexp(const Tensor& other) const;
  Tensor tan() const;
  Tensor asin() const;
  Tensor acos() const;
  Tensor atan() const;
  Tensor atan2(const Tensor& other) const;
  Tensor sinh() const;
  Tensor cosh() const;
  Tensor asinh() const;
  Tensor acosh() const;
  Tensor atanh() const;
  Tensor hypot(const Tensor& other) const;
  Tensor erfc() const;
  Tensor erfinv() const;
  Tensor lgamma() const;
  Tensor digamma() const;
  Tensor sign() const;
  Tensor floor() const;
  Tensor ceil() const;
  Tensor round() const;
  Tensor trunc() const;
  Tensor frac() const;
  Tensor copysign(const Tensor& other) const;
  Tensor copysign(double other) const;
  Tensor nan_to_num(double nan = 0, std::optional<double> posinf = {},
                    std::optional<double> neginf = {}) const;
  Tensor lerp(const Tensor& end, const Tensor& weight) const;
  Tensor lerp(const Tensor& end, double weight) const;
  Tensor addcmul(const Tensor& a, const Tensor& b, double value = 1) const;
  Tensor addcdiv(const Tensor& a, const Tensor& b, double value = 1) const;
  Tensor isnan() const;
  Tensor isinf() const;
  Tensor isfinite() const;
  Tensor isclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
                 bool equal_nan = false) const;
  bool allclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
                bool equal_nan = false) const;
  bool equal(const Tensor& other) const;
  Tensor log_sigmoid() const;
  Tensor selu() const;
  Tensor celu(double alpha = 1) const;
  Tensor mish() const;
  Tensor softsign() const;
  Tensor hardtanh(double low = -1, double high = 1) const;
  Tensor hardsigmoid() const;
  Tensor hardswish() const;
  Tensor tanhshrink() const;
  Tensor glu(Index axis = -1) const;

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
  Tensor argmin(const Axes& axis = {}, bool keepdim = false) const;
  Tensor amax(const Axes& axes = {}, bool keepdim = false) const;
  Tensor amin(const Axes& axes = {}, bool keepdim = false) const;
  Tensor prod(const Axes& axes = {}, bool keepdim = false) const;
  Tensor var(const Axes& axes = {}, bool unbiased = true, bool keepdim = false) const;
  Tensor std(const Axes& axes = {}, bool unbiased = true, bool keepdim = false) const;
  Tensor norm(double p = 2, const Axes& axes = {}, bool keepdim = false) const;
  Tensor nansum(const Axes& axes = {}, bool keepdim = false) const;
  Tensor nanmean(const Axes& axes = {}, bool keepdim = false) const;
  Tensor any(const Axes& axes = {}, bool keepdim = false) const;
  Tensor all(const Axes& axes = {}, bool keepdim = false) const;
  Tensor count_nonzero(const Axes& axes = {}) const;
  Tensor cumsum(Index axis) const;
  Tensor cumprod(Index axis) const;
  Tensor logcumsumexp(Index axis) const;
  ValuesAndIndices cummax(Index axis) const;
  ValuesAndIndices cummin(Index axis) const;
  ValuesAndIndices sort(Index axis = -1, bool descending = false) const;
  Tensor argsort(Index axis = -1, bool descending = false) const;
  ValuesAndIndices topk(Index k, Index axis = -1, bool largest = true, bool sorted = true) const;
  ValuesAndIndices kthvalue(Index k, Index axis = -1, bool keepdim = false) const;
  Tensor median() const;
  ValuesAndIndices median(Index axis, bool keepdim = false) const;
  UniqueElements unique() const;
  Tensor histc(Index bins = 100, double min = 0, double max = 0) const;
  Tensor bincount() const;
  Tensor bincount(const Tensor& weights, Index minlength = 0) const;

  // ---- shapes ----

  Tensor reshape(const Shape& shape) const;
  Tensor flatten(Index first = 0, Index last = -1) const;
  Tensor permute(const Axes& axes) const;
  Tensor transpose(Index a, Index b) const;
  Tensor squeeze() const;
  Tensor squeeze(Index axis) const;
  Tensor unsqueeze(Index axis) const;
  Tensor expand(const Shape& shape) const;
  Tensor flip(const Axes& axes) const;
  Tensor contiguous() const;
  Tensor to(DType dtype) const;
  std::vector<Tensor> unbind(Index axis = 0) const;
  std::vector<Tensor> chunk(Index count, Index axis = 0) const;
  std::vector<Tensor> split(Index size, Index axis = 0) const;
  std::vector<Tensor> split(const std::vector<Index>& sizes, Index axis = 0) const;
  Tensor movedim(const Axes& source, const Axes& destination) const;
  Tensor swapaxes(Index a, Index b) const;
  Tensor unflatten(Index axis, const Shape& sizes) const;
  Tensor view_as(const Tensor& other) const;
  Tensor roll(Index shift, std::optional<Index> axis = {}) const;
  Tensor roll(const Dims& shifts, const Axes& axes) const;
  Tensor repeat(const Shape& sizes) const;
  Tensor tile(const Shape& sizes) const;
  Tensor repeat_interleave(Index repeats, std::optional<Index> axis = {}) const;
  Tensor repeat_interleave(const Tensor& repeats, std::optional<Index> axis = {}) const;
  Tensor broadcast_to(const Shape& shape) const;
  Tensor unfold(Index axis, Index size, Index step) const;
  Tensor diagonal(Index offset = 0, Index axis1 = 0, Index axis2 = 1) const;
  Tensor diag(Index diagonal = 0) const;
  Tensor tril(Index diagonal = 0) const;
  Tensor triu(Index diagonal = 0) const;
  Tensor scatter(Index axis, const Tensor& index, const Tensor& source) const;
  Tensor scatter(Index axis, const Tensor& index, Scalar value) const;
  Tensor scatter_add(Index axis, const Tensor& index, const Tensor& source) const;
  Tensor take_along_dim(const Tensor& index, std::optional<Index> axis = {}) const;

  // ---- linear algebra ----

  Tensor addmm(const Tensor& a, const Tensor& b, double beta = 1, double alpha = 1) const;
  Tensor baddbmm(const Tensor& a, const Tensor& b, double beta = 1, double alpha = 1) const;
  Tensor mv(const Tensor& other) const;
  Tensor dot(const Tensor& other) const;
  Tensor outer(const Tensor& other) const;
  Tensor kron(const Tensor& other) const;
  Tensor inverse() const;
  Tensor det() const;
  SignAndLogabsdet slogdet() const;
  Tensor cholesky() const;
  QAndR qr() const;
  SingularValues svd() const;
  Tensor matrix_exp() const;

  // ---- random ----

  Tensor bernoulli(Generator& generator = default_generator()) const;
  Tensor multinomial(Index count, bool replacement = false,
                     Generator& generator = default_generator()) const;

 protected:
  TensorMembers() = default;
  TensorMembers(const TensorMembers&) = default;
  TensorMembers& operator=(const TensorMembers&) = default;
  ~TensorMembers() = default;

 private:
  const Tensor& self() const;
};

}  // namespace xgrad
