// Arithmetic, exp, log and sqrt: formulas compute the values, and the pullbacks are differentiable
// operations, so that derivatives of every order exist. Arithmetic of int64 tensors has no pullback.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/formulas.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/arithmetic.hpp>

#include <cmath>

namespace xgrad {
namespace {

using kernels::IntegerOp;
using kernels::Rounding;

bool are_integers(const char* name, const Tensor& a, const Tensor& b) {
  return a.dtype(name) == int64 && b.dtype(name) == int64;
}

Tensor of_integers(const char* name, IntegerOp operation, const Tensor& a, const Tensor& b) {
  return Tensor(kernels::integers(name, operation, a.array(), b.array()));
}

// A C++ number as a tensor of the dtype of `x`; beside int64 it must be whole.
Tensor number_like(const char* name, const Tensor& x, Scalar number) {
  if (x.dtype(name) != int64) return full({}, number, x.dtype());
  if (!number.is_integer() && number.real() != std::trunc(number.real())) {
    throw DTypeError(fmt::format("{}: x is int64 {}, the number is {}", name, x.shape(), number),
                     "cast x with to(x, float32)");
  }
  return full({}, number.to<std::int64_t>(name), int64);
}

// int64 quotients, rounded from float64.
Tensor true_quotient(const Tensor& a, const Tensor& b) {
  return to(div(to(a, float64), to(b, float64)), float32);
}

Tensor remainder_of(const char* name, Rounding rounding, const Tensor& a, const Tensor& b) {
  const Array &x = a.array(name), &y = b.array(name);
  return record(
      name, kernels::remainders(name, rounding, x, y), {a, b}, [](const Tensor& g) { return g; },
      [name, rounding, a = saved(a), b = saved(b)](const Tensor& g) {  // db = -g quotient
        return neg(mul(g, Tensor(kernels::quotients(name, rounding, a().array(), b().array()))));
      });
}

Tensor identity(const Tensor& g) {
  return g;
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) {
  if (are_integers("add", a, b)) return of_integers("add", IntegerOp::add, a, b);
  return record("add", pointwise_value("add", formulas::add, a, b), {a, b}, identity, identity);
}

Tensor add(const Tensor& a, Scalar number) {
  if (a.dtype("add") == int64) return add(a, number_like("add", a, number));
  const double b = number.real();
  const auto formula = [b](auto x) { return x + b; };
  return record("add", pointwise_value("add", formula, a), {a}, identity);
}

Tensor sub(const Tensor& a, const Tensor& b) {
  if (are_integers("sub", a, b)) return of_integers("sub", IntegerOp::sub, a, b);
  return record("sub", pointwise_value("sub", formulas::sub, a, b), {a, b}, identity, neg);
}

Tensor sub(const Tensor& a, Scalar number) {
  if (a.dtype("sub") == int64) return sub(a, number_like("sub", a, number));
  const double b = number.real();
  const auto formula = [b](auto x) { return x - b; };
  return record("sub", pointwise_value("sub", formula, a), {a}, identity);
}

Tensor sub(Scalar number, const Tensor& b) {
  if (b.dtype("sub") == int64) return sub(number_like("sub", b, number), b);
  const double a = number.real();
  const auto formula = [a](auto x) { return a - x; };
  return record("sub", pointwise_value("sub", formula, b), {b}, neg);
}

Tensor mul(const Tensor& a, const Tensor& b) {
  if (are_integers("mul", a, b)) return of_integers("mul", IntegerOp::mul, a, b);
  Array value = pointwise_value("mul", formulas::mul, a, b);
  if (!needs_record(a, b)) return Tensor::from_node(std::move(value), {});  // saves nothing
  return record(
      "mul", std::move(value), {a, b},
      [b = saved(b)](const Tensor& g) { return mul(g, b()); },   // da = g b
      [a = saved(a)](const Tensor& g) { return mul(g, a()); });  // db = g a
}

Tensor mul(const Tensor& a, Scalar number) {
  if (a.dtype("mul") == int64) return mul(a, number_like("mul", a, number));
  const double b = number.real();
  const auto formula = [b](auto x) { return x * b; };
  return record("mul", pointwise_value("mul", formula, a), {a},
                [b](const Tensor& g) { return mul(g, b); });
}

Tensor div(const Tensor& a, const Tensor& b) {
  if (are_integers("div", a, b)) return true_quotient(a, b);
  Array value = pointwise_value("div", formulas::div, a, b);
  if (!needs_record(a, b)) return Tensor::from_node(std::move(value), {});
  return record(
      "div", std::move(value), {a, b},
      [b = saved(b)](const Tensor& g) { return div(g, b()); },  // da = g / b
      [b = saved(b)](const Tensor& g, const Tensor& y) {        // db = -g (a / b) / b
        return neg(div(mul(g, y), b()));
      });
}

Tensor div(const Tensor& a, Scalar number) {
  if (a.dtype("div") == int64) return true_quotient(a, full({}, number, float64));
  const double b = number.real();
  const auto formula = [b](auto x) { return x / b; };
  return record("div", pointwise_value("div", formula, a), {a},
                [b](const Tensor& g) { return div(g, b); });
}

Tensor div(Scalar number, const Tensor& b) {
  if (b.dtype("div") == int64) return true_quotient(full({}, number, float64), b);
  const double a = number.real();
  const auto formula = [a](auto x) { return a / x; };
  return record("div", pointwise_value("div", formula, b), {b},
                [b = saved(b)](const Tensor& g, const Tensor& y) {  // db = -g (a / b) / b
                  return neg(div(mul(g, y), b()));
                });
}

Tensor neg(const Tensor& x) {
  if (x.dtype("neg") == int64) return sub(0, x);
  return record("neg", pointwise_value("neg", formulas::neg, x), {x}, neg);
}

Tensor floor_divide(const Tensor& a, const Tensor& b) {
  const auto none = [](const Tensor& g) { return zeros_like(g); };
  const Array &x = a.array("floor_divide"), &y = b.array("floor_divide");
  return record("floor_divide", kernels::quotients("floor_divide", Rounding::floor, x, y), {a, b},
                none, none);
}
Tensor floor_divide(const Tensor& a, Scalar b) {
  return floor_divide(a, number_like("floor_divide", a, b));
}

Tensor remainder(const Tensor& a, const Tensor& b) {
  return remainder_of("remainder", Rounding::floor, a, b);
}
Tensor remainder(const Tensor& a, Scalar b) {
  return remainder(a, number_like("remainder", a, b));
}

Tensor fmod(const Tensor& a, const Tensor& b) {
  return remainder_of("fmod", Rounding::truncate, a, b);
}
Tensor fmod(const Tensor& a, Scalar b) {
  return fmod(a, number_like("fmod", a, b));
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  if (are_integers("minimum", a, b)) return of_integers("minimum", IntegerOp::minimum, a, b);
  return pointwise("minimum", formulas::minimum, a, b);
}
Tensor maximum(const Tensor& a, const Tensor& b) {
  if (are_integers("maximum", a, b)) return of_integers("maximum", IntegerOp::maximum, a, b);
  return pointwise("maximum", formulas::maximum, a, b);
}

Tensor minimum(const Tensor& a, Scalar number) {
  if (a.dtype("minimum") == int64) return minimum(a, number_like("minimum", a, number));
  const double b = number.real();
  return pointwise(
      "minimum", [b](auto x) { return min(x, b); }, a);
}

Tensor maximum(const Tensor& a, Scalar number) {
  if (a.dtype("maximum") == int64) return maximum(a, number_like("maximum", a, number));
  const double b = number.real();
  return pointwise(
      "maximum", [b](auto x) { return max(x, b); }, a);
}

Tensor exp(const Tensor& x) {
  return record("exp", pointwise_value("exp", formulas::exp, x), {x},
                [](const Tensor& g, const Tensor& y) { return mul(g, y); });
}

Tensor log(const Tensor& x) {
  return record("log", pointwise_value("log", formulas::log, x), {x},
                [x = saved(x)](const Tensor& g) { return div(g, x()); });
}

Tensor sqrt(const Tensor& x) {
  return record("sqrt", pointwise_value("sqrt", formulas::sqrt, x), {x},
                [](const Tensor& g, const Tensor& y) { return div(g, add(y, y)); });
}

}  // namespace xgrad
