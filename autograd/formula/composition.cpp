// The operations of which formulas consist, each with pullbacks in these operations.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/composition.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>

#include <numbers>

namespace xgrad {
namespace {

using formula::Function;
using formula::Operation;

// Only the value of an operation.
template <class Op, class... Inputs>
Array value_of(const Op& op, const Inputs&... inputs) {
  const NoGrad unrecorded;
  return op(inputs...).array();
}

Tensor zero_like(const Tensor& x) {
  return full({}, 0, x.dtype());
}

// Pullbacks multiply with zero_product. A gradient that is zero because `where` selected the other
// branch then remains zero, even if a slope in the unselected branch is infinite or NaN.

namespace composed {

Tensor multiply(const Tensor& a, const Tensor& b) {
  return record(
      "mul", value_of([](auto& x, auto& y) { return mul(x, y); }, a, b), {a, b},
      [b = saved(b)](const Tensor& g) { return zero_product(g, b()); },
      [a = saved(a)](const Tensor& g) { return zero_product(g, a()); });
}

Tensor divide(const Tensor& a, const Tensor& b) {
  return record(
      "div", value_of([](auto& x, auto& y) { return div(x, y); }, a, b), {a, b},
      [b = saved(b)](const Tensor& g) {  // da = g (1 / b)
        return zero_product(g, divide(full({}, 1, g.dtype()), b()));
      },
      [b = saved(b)](const Tensor& g, const Tensor& y) {  // db = -g (a / b) / b
        return neg(zero_product(g, divide(y, b())));
      });
}

Tensor exp(const Tensor& x) {
  return record("exp", value_of([](auto& v) { return xgrad::exp(v); }, x), {x},
                [](const Tensor& g, const Tensor& y) { return zero_product(g, y); });
}

Tensor expm1(const Tensor& x) {
  return record("expm1", value_of([](auto& v) { return xgrad::expm1(v); }, x), {x},
                [x = saved(x)](const Tensor& g) { return zero_product(g, composed::exp(x())); });
}

Tensor log(const Tensor& x) {
  return record("log", value_of([](auto& v) { return xgrad::log(v); }, x), {x},
                [x = saved(x)](const Tensor& g) {
                  return zero_product(g, divide(full({}, 1, g.dtype()), x()));
                });
}

Tensor log1p(const Tensor& x) {
  return record("log1p", value_of([](auto& v) { return xgrad::log1p(v); }, x), {x},
                [x = saved(x)](const Tensor& g) {
                  return zero_product(g, divide(full({}, 1, g.dtype()), add(x(), 1)));
                });
}

Tensor sqrt(const Tensor& x) {
  return record("sqrt", value_of([](auto& v) { return xgrad::sqrt(v); }, x), {x},
                [](const Tensor& g, const Tensor& y) {
                  return zero_product(g, divide(full({}, 0.5, g.dtype()), y));
                });
}

// y' = sigmoid(x) sigmoid(-x), without the cancellation of 1 - y.
Tensor sigmoid(const Tensor& x) {
  return record("sigmoid", value_of([](auto& v) { return xgrad::sigmoid(v); }, x), {x},
                [x = saved(x)](const Tensor& g, const Tensor& y) {
                  return zero_product(g, zero_product(y, composed::sigmoid(neg(x()))));
                });
}

// y' = 4 sigmoid(2 x) sigmoid(-2 x)
Tensor tanh(const Tensor& x) {
  return record("tanh", value_of([](auto& v) { return xgrad::tanh(v); }, x), {x},
                [x = saved(x)](const Tensor& g) {
                  const Tensor twice = mul(x(), 2);
                  const Tensor slope =
                      zero_product(composed::sigmoid(twice), composed::sigmoid(neg(twice)));
                  return zero_product(g, mul(slope, 4));
                });
}

Tensor softplus(const Tensor& x) {
  return record(
      "softplus", value_of([](auto& v) { return xgrad::softplus(v); }, x), {x},
      [x = saved(x)](const Tensor& g) { return zero_product(g, composed::sigmoid(x())); });
}

Tensor abs(const Tensor& x) {
  return record("abs", value_of([](auto& v) { return xgrad::abs(v); }, x), {x},
                [x = saved(x)](const Tensor& g) {
                  const Tensor v = x().detach();
                  const Tensor sign = sub(to(gt(v, 0), g.dtype()), to(lt(v, 0), g.dtype()));
                  return zero_product(g, sign);
                });
}

Tensor cos(const Tensor& x);
Tensor sin(const Tensor& x) {
  return record("sin", value_of([](auto& v) { return xgrad::sin(v); }, x), {x},
                [x = saved(x)](const Tensor& g) { return zero_product(g, composed::cos(x())); });
}
Tensor cos(const Tensor& x) {
  return record(
      "cos", value_of([](auto& v) { return xgrad::cos(v); }, x), {x},
      [x = saved(x)](const Tensor& g) { return neg(zero_product(g, composed::sin(x()))); });
}

// 2 / sqrt(pi) exp(-x^2), with the derivative -2 x y, which is zero where y is.
Tensor erf_slope(const Tensor& x) {
  const auto slope = [](auto& v) {
    return mul(xgrad::exp(neg(mul(v, v))), 2 * std::numbers::inv_sqrtpi);
  };
  return record("erf_slope", value_of(slope, x), {x},
                [x = saved(x)](const Tensor& g, const Tensor& y) {
                  return mul(zero_product(g, zero_product(y, x())), -2);
                });
}
Tensor erf(const Tensor& x) {
  return record(
      "erf", value_of([](auto& v) { return xgrad::erf(v); }, x), {x},
      [x = saved(x)](const Tensor& g) { return zero_product(g, composed::erf_slope(x())); });
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const auto select = [&](auto& x, auto& y) { return xgrad::where(condition, x, y); };
  return record(
      "where", value_of(select, a, b), {a, b},
      [condition = saved(condition)](const Tensor& g) {
        return composed::where(condition(), g, zero_like(g));
      },
      [condition = saved(condition)](const Tensor& g) {
        return composed::where(condition(), zero_like(g), g);
      });
}

// d/da = b a^(b - 1), zero where b is 0;   d/db = a^b log a, zero where a is 0 and b >= 0.
Tensor pow(const Tensor& a, const Tensor& b) {
  return record(
      "pow", value_of([](auto& x, auto& y) { return xgrad::pow(x, y); }, a, b), {a, b},
      [a = saved(a), b = saved(b)](const Tensor& g) {
        const Tensor slope = multiply(b(), composed::pow(a(), sub(b(), 1)));
        return zero_product(g, composed::where(eq(b(), 0), zero_like(g), slope));
      },
      [a = saved(a), b = saved(b)](const Tensor& g, const Tensor& y) {
        const Tensor none = logical_and(eq(a(), 0), ge(b(), 0));
        return zero_product(g,
                            composed::where(none, zero_like(g), multiply(y, composed::log(a()))));
      });
}

Tensor weighted(const Tensor& w, const Tensor& x) {
  const auto product = [](auto& a, auto& b) {
    return xgrad::where(eq(a, 0), zero_like(a), mul(a, b));
  };
  return record(
      "weighted", value_of(product, w, x), {w, x},
      [x = saved(x)](const Tensor& g) { return zero_product(g, x()); },
      [w = saved(w)](const Tensor& g) { return zero_product(g, w()); });
}

// The value of both, equal, numbers, with half the derivative of each. Constants have shape [], so
// the value is in the shape to which both broadcast.
Tensor halfway(const Tensor& a, const Tensor& b) {
  const auto value = [](auto& x, auto& y) { return xgrad::where(eq(x, y), x, y); };
  const auto half = [](const Tensor& g) { return mul(g, 0.5); };
  return record("halfway", value_of(value, a, b), {a, b}, half, half);
}

}  // namespace composed

Tensor result_of(const Operation& operation, const std::vector<Tensor>& values,
                 std::span<const Tensor> inputs, DType dtype) {
  const auto at = [&](int operand) -> const Tensor& {
    return values[static_cast<std::size_t>(operation.operands[operand])];
  };
  switch (operation.function) {
    case Function::input:
      return inputs[static_cast<std::size_t>(operation.operands[0])];
    case Function::constant:
      return full({}, operation.constant, dtype);
    case Function::add:
      return add(at(0), at(1));
    case Function::subtract:
      return sub(at(0), at(1));
    case Function::multiply:
      return composed::multiply(at(0), at(1));
    case Function::divide:
      return composed::divide(at(0), at(1));
    case Function::negate:
      return neg(at(0));
    case Function::exp:
      return composed::exp(at(0));
    case Function::expm1:
      return composed::expm1(at(0));
    case Function::log:
      return composed::log(at(0));
    case Function::log1p:
      return composed::log1p(at(0));
    case Function::sqrt:
      return composed::sqrt(at(0));
    case Function::tanh:
      return composed::tanh(at(0));
    case Function::sigmoid:
      return composed::sigmoid(at(0));
    case Function::softplus:
      return composed::softplus(at(0));
    case Function::abs:
      return composed::abs(at(0));
    case Function::sin:
      return composed::sin(at(0));
    case Function::cos:
      return composed::cos(at(0));
    case Function::erf:
      return composed::erf(at(0));
    case Function::pow:
      return composed::pow(at(0), at(1));
    case Function::weighted:
      return composed::weighted(at(0), at(1));
    case Function::halfway:
      return composed::halfway(at(0), at(1));
    case Function::plain:
      return at(0).detach();
    case Function::where:
      return composed::where(at(0), at(1), at(2));
    case Function::equal:
      return eq(at(0), at(1));
    case Function::less:
      return lt(at(0), at(1));
    case Function::less_equal:
      return le(at(0), at(1));
    case Function::both:
      return logical_and(at(0), at(1));
    case Function::either:
      return logical_or(at(0), at(1));
    case Function::opposite:
      return logical_not(at(0));
  }
  __builtin_unreachable();
}

}  // namespace

std::vector<Tensor> evaluate(const formula::Trace& trace, std::span<const Tensor> inputs,
                             DType dtype) {
  std::vector<Tensor> values;
  values.reserve(trace.operations.size());
  for (const Operation& operation : trace.operations) {
    values.push_back(result_of(operation, values, inputs, dtype));
  }
  std::vector<Tensor> outputs;
  outputs.reserve(trace.outputs.size());
  for (const int output : trace.outputs)
    outputs.push_back(values[static_cast<std::size_t>(output)]);
  return outputs;
}

}  // namespace xgrad
