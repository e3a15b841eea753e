// Products in the op table.
#include "golden/op_table/linalg.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

namespace {

// `sum` must be a tensor of its own: its elements are overwritten.
Tensor add_linear(const Tensor& sum, const Tensor& x, const Tensor& w) {
  return add_linear_(sum * 1.0, x, w);
}

}  // namespace

std::vector<Op> linalg_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::linalg,
      {
          {"matmul", summed, matmul},
          {"bmm", summed, bmm},
          {"linear", summed, [](const Tensors& t) { return linear(t[0], t[1], t[2]); }},
          {"linear without bias", summed, [](const Tensors& t) { return linear(t[0], t[1]); }},
          {"add_linear_", summed, add_linear},
      });
}

}  // namespace test
