// Comparisons: formulas for floating dtypes, simple loops for int64 and bool; and logic of bools.
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

// relation(a, b) of elements of type T; shapes broadcast.
template <class T, class Relation>
Tensor compare_exactly(const char* name, const Tensor& x, const Tensor& y, Relation relation) {
  const Shape shape = broadcast_shapes(name, x.shape(), y.shape());
  const Array a = kernels::expand(x.array(), shape), b = kernels::expand(y.array(), shape);
  Array result = Array::empty(shape, bool_);
  const kernels::StridedLoop<3> loop(shape, {a.strides(), b.strides(), result.strides()});
  const auto steps = loop.steps();
  const T *const left = a.data<T>(), *const right = b.data<T>();
  bool* const flags = result.mutable_data<bool>();
  loop.for_each_run([&](const auto& offsets) {
    for (Index k = 0; k < loop.run_length(); ++k) {
      flags[offsets[2] + k * steps[2]] =
          relation(left[offsets[0] + k * steps[0]], right[offsets[1] + k * steps[1]]);
    }
  });
  return Tensor(std::move(result));
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
  return a.dtype() == int64 ? compare_exactly<std::int64_t>(name, a, b, relation)
                            : compare_exactly<bool>(name, a, b, relation);
}

// True when int64 or bool elements can equal the value.
bool is_exact_in(DType dtype, const Scalar& value) {
  if (dtype == bool_) return value.real() == 0 || value.real() == 1;
  return value.is_integer() || value.real() == std::trunc(value.real());
}

// Converts a C++ number to the dtype of the tensor with which it is compared.
Tensor comparison_operand(const char* name, const Tensor& x, Scalar value) {
  if (!is_floating(x.dtype(name)) && !is_exact_in(x.dtype(), value))
    throw ValueError(
        fmt::format("{}: cannot compare {} tensor {} with {}", name, x.dtype(), x.shape(), value),
        "cast the tensor with to(x, float32)");
  if (x.dtype() == int64) return full({}, value.to<std::int64_t>(name), int64);
  return full({}, value, x.dtype());
}

Tensor as_bool(const char* name, const Tensor& x) {
  return x.dtype(name) == bool_ ? x : ne(x, 0);
}

template <class Operation>
Tensor logical(const char* name, const Operation& operation, const Tensor& a, const Tensor& b) {
  return compare_exactly<bool>(name, as_bool(name, a), as_bool(name, b), operation);
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
  return eq(a, comparison_operand("eq", a, b));
}
Tensor ne(const Tensor& a, Scalar b) {
  return ne(a, comparison_operand("ne", a, b));
}
Tensor lt(const Tensor& a, Scalar b) {
  return lt(a, comparison_operand("lt", a, b));
}
Tensor le(const Tensor& a, Scalar b) {
  return le(a, comparison_operand("le", a, b));
}
Tensor gt(const Tensor& a, Scalar b) {
  return gt(a, comparison_operand("gt", a, b));
}
Tensor ge(const Tensor& a, Scalar b) {
  return ge(a, comparison_operand("ge", a, b));
}

Tensor logical_and(const Tensor& a, const Tensor& b) {
  return logical("logical_and", std::logical_and<>(), a, b);
}
Tensor logical_or(const Tensor& a, const Tensor& b) {
  return logical("logical_or", std::logical_or<>(), a, b);
}
Tensor logical_xor(const Tensor& a, const Tensor& b) {
  return logical("logical_xor", std::not_equal_to<>(), a, b);
}
Tensor logical_not(const Tensor& x) {
  return x.dtype("logical_not") == bool_ ? eq(x, false) : eq(x, 0);
}

}  // namespace xgrad
