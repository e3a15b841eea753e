// Element-wise operations and comparisons in the op table.
#include "golden/op_table/element_wise.hpp"

#include <xgrad/autograd/ops.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> element_wise_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::element_wise,
      {
          // arithmetic
          {"add", element_wise, [](const Tensors& t) { return add(t[0], t[1]); }},
          {"add a number", element_wise, [](const Tensors& t) { return add(t[0], 1.5); }},
          {"sub", element_wise, [](const Tensors& t) { return sub(t[0], t[1]); }},
          {"sub a number", element_wise, [](const Tensors& t) { return sub(t[0], 1.5); }},
          {"sub from a number", element_wise, [](const Tensors& t) { return sub(1.5, t[0]); }},
          {"mul", element_wise, [](const Tensors& t) { return mul(t[0], t[1]); }},
          {"mul by a number", element_wise, [](const Tensors& t) { return mul(t[0], 1.5); }},
          {"div", element_wise, [](const Tensors& t) { return div(t[0], t[1]); }},
          {"div by a number", element_wise, [](const Tensors& t) { return div(t[0], 1.5); }},
          {"div a number", element_wise, [](const Tensors& t) { return div(1.5, t[0]); }},
          {"neg", element_wise, xgrad::neg},
          {"floor_divide", element_wise, [](const Tensors& t) { return floor_divide(t[0], t[1]); }},
          {"floor_divide by a number", element_wise,
           [](const Tensors& t) { return floor_divide(t[0], -0.75); }},
          {"remainder", element_wise, [](const Tensors& t) { return remainder(t[0], t[1]); }},
          {"remainder by a number", element_wise,
           [](const Tensors& t) { return remainder(t[0], -0.75); }},
          {"fmod", element_wise, [](const Tensors& t) { return fmod(t[0], t[1]); }},
          {"fmod by a number", element_wise, [](const Tensors& t) { return fmod(t[0], -0.75); }},

          // functions
          {"exp", element_wise, xgrad::exp},
          {"expm1", element_wise, xgrad::expm1},
          {"log", element_wise, xgrad::log},
          {"log1p", element_wise, xgrad::log1p},
          {"sqrt", element_wise, xgrad::sqrt},
          {"rsqrt", element_wise, xgrad::rsqrt},
          {"tanh", element_wise, xgrad::tanh},
          {"sigmoid", element_wise, xgrad::sigmoid},
          {"silu", element_wise, xgrad::silu},
          {"softplus", element_wise, xgrad::softplus},
          {"relu", element_wise, xgrad::relu},
          {"leaky_relu", element_wise, [](const Tensors& t) { return leaky_relu(t[0], 0.25); }},
          {"elu", element_wise, [](const Tensors& t) { return elu(t[0], 1.5); }},
          {"gelu", element_wise, xgrad::gelu},
          {"abs", element_wise, xgrad::abs},
          {"square", element_wise, xgrad::square},
          {"sin", element_wise, xgrad::sin},
          {"cos", element_wise, xgrad::cos},
          {"erf", element_wise, xgrad::erf},
          {"pow", element_wise, [](const Tensors& t) { return pow(t[0], t[1]); }},
          {"pow to a number", element_wise, [](const Tensors& t) { return pow(t[0], 2.5); }},
          {"pow of a number", element_wise, [](const Tensors& t) { return pow(2.5, t[0]); }},
          {"minimum", element_wise, [](const Tensors& t) { return minimum(t[0], t[1]); }},
          {"minimum with a number", element_wise,
           [](const Tensors& t) { return minimum(t[0], 0.25); }},
          {"maximum", element_wise, [](const Tensors& t) { return maximum(t[0], t[1]); }},
          {"maximum with a number", element_wise,
           [](const Tensors& t) { return maximum(t[0], 0.25); }},
          {"clamp", element_wise, [](const Tensors& t) { return clamp(t[0], -0.5, 1); }},
          {"where", element_wise, [](const Tensors& t) { return where(mask(), t[0], t[1]); }},
          {"where not a number", element_wise,
           [](const Tensors& t) { return where(gt(t[0], 0.25), t[0], -1.0); }},
          {"where a number", element_wise,
           [](const Tensors& t) { return where(gt(t[0], 0.25), -1.0, t[0]); }},

          // comparisons, with an input that equals the other one in part
          {"eq", comparison, [](const Tensors& t) { return eq(maximum(t[0], t[1]), t[1]); }},
          {"ne", comparison, [](const Tensors& t) { return ne(maximum(t[0], t[1]), t[1]); }},
          {"lt", comparison, [](const Tensors& t) { return lt(minimum(t[0], t[1]), t[1]); }},
          {"le", comparison, [](const Tensors& t) { return le(maximum(t[0], t[1]), t[1]); }},
          {"gt", comparison, [](const Tensors& t) { return gt(maximum(t[0], t[1]), t[1]); }},
          {"ge", comparison, [](const Tensors& t) { return ge(minimum(t[0], t[1]), t[1]); }},
          {"eq a number", comparison,
           [](const Tensors& t) { return eq(maximum(t[0], 0.25), 0.25); }},
          {"ne a number", comparison,
           [](const Tensors& t) { return ne(maximum(t[0], 0.25), 0.25); }},
          {"lt a number", comparison,
           [](const Tensors& t) { return lt(maximum(t[0], 0.25), 0.25); }},
          {"le a number", comparison,
           [](const Tensors& t) { return le(maximum(t[0], 0.25), 0.25); }},
          {"gt a number", comparison,
           [](const Tensors& t) { return gt(minimum(t[0], 0.25), 0.25); }},
          {"ge a number", comparison,
           [](const Tensors& t) { return ge(minimum(t[0], 0.25), 0.25); }},

          {"logical_and", comparison,
           [](const Tensors& t) { return logical_and(gt(t[0], 0), relu(t[1])); }},
          {"logical_or", comparison,
           [](const Tensors& t) { return logical_or(gt(t[0], 0), relu(t[1])); }},
          {"logical_xor", comparison,
           [](const Tensors& t) { return logical_xor(gt(t[0], 0), relu(t[1])); }},
          {"logical_not", comparison, [](const Tensors& t) { return logical_not(relu(t[0])); }},
      });
}

}  // namespace test
