// Arithmetic, exp, log and sqrt: formulas compute the values, and the pullbacks are differentiable
// operations, so that derivatives of every order exist.
#include <xgrad/autograd/formula/formulas.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>

namespace xgrad {
namespace {

Tensor identity(const Tensor& g) {
  return g;
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) {
  return record("add", pointwise_value("add", formulas::add, a, b), {a, b}, identity, identity);
}

Tensor add(const Tensor& a, double b) {
  const auto formula = [b](auto x) { return x + b; };
  return record("add", pointwise_value("add", formula, a), {a}, identity);
}

Tensor sub(const Tensor& a, const Tensor& b) {
  return record("sub", pointwise_value("sub", formulas::sub, a, b), {a, b}, identity, neg);
}

Tensor sub(const Tensor& a, double b) {
  const auto formula = [b](auto x) { return x - b; };
  return record("sub", pointwise_value("sub", formula, a), {a}, identity);
}

Tensor sub(double a, const Tensor& b) {
  const auto formula = [a](auto x) { return a - x; };
  return record("sub", pointwise_value("sub", formula, b), {b}, neg);
}

Tensor mul(const Tensor& a, const Tensor& b) {
  return record(
      "mul", pointwise_value("mul", formulas::mul, a, b), {a, b},
      [b = saved(b)](const Tensor& g) { return mul(g, b()); },   // da = g b
      [a = saved(a)](const Tensor& g) { return mul(g, a()); });  // db = g a
}

Tensor mul(const Tensor& a, double b) {
  const auto formula = [b](auto x) { return x * b; };
  return record("mul", pointwise_value("mul", formula, a), {a},
                [b](const Tensor& g) { return mul(g, b); });
}

Tensor div(const Tensor& a, const Tensor& b) {
  return record(
      "div", pointwise_value("div", formulas::div, a, b), {a, b},
      [b = saved(b)](const Tensor& g) { return div(g, b()); },  // da = g / b
      [b = saved(b)](const Tensor& g, const Tensor& y) {        // db = -g (a / b) / b
        return neg(div(mul(g, y), b()));
      });
}

Tensor div(const Tensor& a, double b) {
  const auto formula = [b](auto x) { return x / b; };
  return record("div", pointwise_value("div", formula, a), {a},
                [b](const Tensor& g) { return div(g, b); });
}

Tensor div(double a, const Tensor& b) {
  const auto formula = [a](auto x) { return a / x; };
  return record("div", pointwise_value("div", formula, b), {b},
                [b = saved(b)](const Tensor& g, const Tensor& y) {  // db = -g (a / b) / b
                  return neg(div(mul(g, y), b()));
                });
}

Tensor neg(const Tensor& x) {
  return record("neg", pointwise_value("neg", formulas::neg, x), {x}, neg);
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
