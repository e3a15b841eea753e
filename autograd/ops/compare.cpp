// Comparisons: formulas for floating dtypes, simple loops for int64 and bool.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/formulas.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/strided_loop.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <cmath>
#include <functional>

namespace xgrad {
namespace {

template <class T, class Relation>
Array compare_exactly(const Array& a, const Array& b, Relation relation) {
  Array result = Array::empty(a.shape(), bool_);
  const kernels::StridedLoop<3> loop(a.shape(), {a.strides(), b.strides(), result.strides()});
  const auto steps = loop.steps();
  loop.for_each_run([&](const auto& offsets) {
    for (Index k = 0; k < loop.run_length(); ++k)
      result.mutable_data<bool>()[offsets[2] + k * steps[2]] =
          relation(a.data<T>()[offsets[0] + k * steps[0]], b.data<T>()[offsets[1] + k * steps[1]]);
  });
  return result;
}

template <class Formula, class Relation>
Tensor compare(const char* name, const Formula& formula, Relation relation, const Tensor& a,
               const Tensor& b) {
  if (is_floating(a.dtype(name)) && is_floating(b.dtype(name)))
    return Tensor(pointwise_value(name, formula, a, b));
  if (a.dtype() != b.dtype())
    throw DTypeError(
        fmt::format("{}: a {} is {}, b {} is {}", name, a.shape(), a.dtype(), b.shape(), b.dtype()),
        "cast one with to(x, dtype)");
  const Shape shape = broadcast_shapes(name, a.shape(), b.shape());
  const Array left = kernels::expand(a.array(), shape), right = kernels::expand(b.array(), shape);
  return Tensor(a.dtype() == int64 ? compare_exactly<std::int64_t>(left, right, relation)
                                   : compare_exactly<bool>(left, right, relation));
}

// True when int64 or bool elements can equal the value.
bool is_exact_in(DType dtype, const Scalar& value) {
  if (dtype == bool_) return value.real() == 0 || value.real() == 1;
  return value.is_integer() || value.real() == std::trunc(value.real());
}

// Converts a C++ number to the dtype of the tensor with which it is compared.
Tensor number_like(const char* name, const Tensor& x, Scalar value) {
  if (!is_floating(x.dtype(name)) && !is_exact_in(x.dtype(), value))
    throw ValueError(
        fmt::format("{}: cannot compare {} tensor {} with {}", name, x.dtype(), x.shape(), value),
        "cast the tensor with to(x, float32)");
  if (x.dtype() == int64) return full({}, value.to<std::int64_t>(name), int64);
  return full({}, value, x.dtype());
}

}  // namespace

Tensor eq(const Tensor& a, const Tensor& b) {
  return compare("eq", formulas::eq, std::equal_to<>(), a, b);
}
Tensor ne(const Tensor& a, const Tensor& b) {
  return compare("ne", formulas::ne, std::not_equal_to<>(), a, b);
}
Tensor lt(const Tensor& a, const Tensor& b) {
  return compare("lt", formulas::lt, std::less<>(), a, b);
}
Tensor le(const Tensor& a, const Tensor& b) {
  return compare("le", formulas::le, std::less_equal<>(), a, b);
}
Tensor gt(const Tensor& a, const Tensor& b) {
  return compare("gt", formulas::gt, std::greater<>(), a, b);
}
Tensor ge(const Tensor& a, const Tensor& b) {
  return compare("ge", formulas::ge, std::greater_equal<>(), a, b);
}

Tensor eq(const Tensor& a, Scalar b) {
  return eq(a, number_like("eq", a, b));
}
Tensor ne(const Tensor& a, Scalar b) {
  return ne(a, number_like("ne", a, b));
}
Tensor lt(const Tensor& a, Scalar b) {
  return lt(a, number_like("lt", a, b));
}
Tensor le(const Tensor& a, Scalar b) {
  return le(a, number_like("le", a, b));
}
Tensor gt(const Tensor& a, Scalar b) {
  return gt(a, number_like("gt", a, b));
}
Tensor ge(const Tensor& a, Scalar b) {
  return ge(a, number_like("ge", a, b));
}

}  // namespace xgrad
