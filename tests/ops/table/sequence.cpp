// Operations of sequences and layers in the op table.
#include "golden/op_table/sequence.hpp"

#include <xgrad/autograd/ops.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> sequence_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::sequence,
      {
          // normalisation
          {"layer_norm", summed,
           [](const Tensors& t) { return layer_norm(t[0], t[1], t[2], 0.5); }},
          {"layer_norm without bias", summed,
           [](const Tensors& t) { return layer_norm(t[0], t[1], {}, 0.5); }},
          {"layer_norm without weight", summed,
           [](const Tensors& t) { return layer_norm(t[0], {}, t[1], 0.5); }},
          {"layer_norm without either", summed, [](const Tensors& t) { return layer_norm(t[0]); }},

          // recurrences
          {"linear_scan", summed, [](const Tensors& t) { return linear_scan(t[0], t[1], t[2]); }},
          {"linear_scan from zeros", summed,
           [](const Tensors& t) { return linear_scan(t[0], t[1]); }},
          {"linear_scan backwards", summed,
           [](const Tensors& t) { return linear_scan(t[0], t[1], t[2], true); }},
      });
}

}  // namespace test
