// Reductions in the op table.
#include "golden/op_table/reduce.hpp"

#include <xgrad/autograd/ops.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> reduce_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::reduce,
      {
          {"sum", summed, [](const Tensors& t) { return sum(t[0]); }},
          {"sum over an axis", summed, [](const Tensors& t) { return sum(t[0], -1); }},
          {"sum over axes, kept", summed,
           [](const Tensors& t) {
             return sum(t[0], {0, -1}, true);
           }},
          {"mean", summed, [](const Tensors& t) { return mean(t[0]); }},
          {"mean over an axis", summed, [](const Tensors& t) { return mean(t[0], 0, true); }},
          {"mean over the last axis", summed, [](const Tensors& t) { return mean(t[0], -1); }},
          {"max", moved, [](const Tensors& t) { return max(t[0]); }},
          {"max over an axis", moved, [](const Tensors& t) { return max(t[0], -1); }},
          {"min", moved, [](const Tensors& t) { return min(t[0]); }},
          {"min over an axis", moved, [](const Tensors& t) { return min(t[0], 0, true); }},
          {"argmax", integer, [](const Tensors& t) { return argmax(t[0]); }},
          {"argmax over an axis", integer, [](const Tensors& t) { return argmax(t[0], -1); }},
          {"logsumexp", summed, [](const Tensors& t) { return logsumexp(t[0], -1); }},
          {"logsumexp over all", summed, [](const Tensors& t) { return logsumexp(t[0]); }},
          {"softmax", summed, [](const Tensors& t) { return softmax(t[0], -1); }},
          {"softmax over the first axis", summed,
           [](const Tensors& t) { return softmax(t[0], 0); }},
          {"log_softmax", summed, [](const Tensors& t) { return log_softmax(t[0], -1); }},
          {"sum_to", summed,
           [](const Tensors& t) {
             return sum_to(t[0], {1, t[0].size(1)});
           }},
          {"sum_to a scalar", summed, [](const Tensors& t) { return sum_to(t[0], {}); }},
      });
}

}  // namespace test
