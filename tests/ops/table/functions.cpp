// Element-wise functions in the op table: rounding, trigonometry, logarithms, special functions and
// activations.
#include "golden/op_table/functions.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/element_wise/activations.hpp>
#include <xgrad/autograd/ops/element_wise/closeness.hpp>
#include <xgrad/autograd/ops/element_wise/exponential.hpp>
#include <xgrad/autograd/ops/element_wise/fused.hpp>
#include <xgrad/autograd/ops/element_wise/rounding.hpp>
#include <xgrad/autograd/ops/element_wise/special.hpp>
#include <xgrad/autograd/ops/element_wise/trigonometric.hpp>

#include "ops/table.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> function_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::functions,
      {
          {"sign", element_wise, xgrad::sign},
          {"floor", element_wise, xgrad::floor},
          {"ceil", element_wise, xgrad::ceil},
          {"round", element_wise, xgrad::round},
          {"trunc", element_wise, xgrad::trunc},
          {"frac", element_wise, xgrad::frac},
          {"copysign", element_wise, [](const Tensors& t) { return copysign(t[0], t[1]); }},
          {"copysign of a number", element_wise,
           [](const Tensors& t) { return copysign(t[0], -2); }},
          {"nan_to_num", element_wise, [](const Tensors& t) { return nan_to_num(t[0]); }},

          {"tan", element_wise, xgrad::tan},
          {"asin", element_wise, xgrad::asin},
          {"acos", element_wise, xgrad::acos},
          {"atan", element_wise, xgrad::atan},
          {"atan2", element_wise, [](const Tensors& t) { return atan2(t[0], t[1]); }},
          {"sinh", element_wise, xgrad::sinh},
          {"cosh", element_wise, xgrad::cosh},
          {"asinh", element_wise, xgrad::asinh},
          {"acosh", element_wise, xgrad::acosh},
          {"atanh", element_wise, xgrad::atanh},
          {"hypot", element_wise, [](const Tensors& t) { return hypot(t[0], t[1]); }},

          {"exp2", element_wise, xgrad::exp2},
          {"log2", element_wise, xgrad::log2},
          {"log10", element_wise, xgrad::log10},
          {"reciprocal", element_wise, xgrad::reciprocal},
          {"xlogy", element_wise, [](const Tensors& t) { return xlogy(t[0], t[1]); }},
          {"xlogy with a number", element_wise, [](const Tensors& t) { return xlogy(t[0], 3); }},
          {"xlogy of a number", element_wise, [](const Tensors& t) { return xlogy(3, t[0]); }},
          {"logaddexp", element_wise, [](const Tensors& t) { return logaddexp(t[0], t[1]); }},

          {"erfc", element_wise, xgrad::erfc},
          {"erfinv", element_wise, xgrad::erfinv},
          {"lgamma", element_wise, xgrad::lgamma},
          {"lgamma of negative numbers", element_wise, xgrad::lgamma},
          {"digamma", element_wise, xgrad::digamma},
          {"digamma of negative numbers", element_wise, xgrad::digamma},
          {"polygamma", element_wise, [](const Tensors& t) { return polygamma(2, t[0]); }},

          {"log_sigmoid", element_wise, xgrad::log_sigmoid},
          {"selu", element_wise, xgrad::selu},
          {"celu", element_wise, [](const Tensors& t) { return celu(t[0], 1.5); }},
          {"mish", element_wise, xgrad::mish},
          {"softsign", element_wise, xgrad::softsign},
          {"hardtanh", element_wise, [](const Tensors& t) { return hardtanh(t[0], -0.5, 1); }},
          {"hardsigmoid", element_wise, xgrad::hardsigmoid},
          {"hardswish", element_wise, xgrad::hardswish},
          {"tanhshrink", element_wise, xgrad::tanhshrink},
          {"glu", element_wise, [](const Tensors& t) { return glu(t[0]); }},
          {"glu of an axis", element_wise, [](const Tensors& t) { return glu(t[0], 1); }},

          {"lerp", element_wise, [](const Tensors& t) { return lerp(t[0], t[1], t[2]); }},
          {"lerp by a number", element_wise,
           [](const Tensors& t) { return lerp(t[0], t[1], 0.75); }},
          {"addcmul", element_wise,
           [](const Tensors& t) { return addcmul(t[0], t[1], t[2], 1.5); }},
          {"addcdiv", element_wise,
           [](const Tensors& t) { return addcdiv(t[0], t[1], t[2], 1.5); }},

          {"isnan", comparison, [](const Tensors& t) { return isnan(log(t[0])); }},
          {"isinf", comparison, [](const Tensors& t) { return isinf(log(relu(t[0]))); }},
          {"isfinite", comparison, [](const Tensors& t) { return isfinite(log(t[0])); }},
          {"isclose", comparison,
           [](const Tensors& t) { return isclose(maximum(t[0], t[1]), t[1]); }},
      });
}

}  // namespace test
