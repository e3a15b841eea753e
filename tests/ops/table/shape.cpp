// Operations that change shapes and join tensors in the op table.
#include "golden/op_table/shape.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> shape_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::shape,
      {
          // shapes
          {"reshape", moved,
           [](const Tensors& t) {
             return reshape(t[0], {2, -1});
           }},
          {"flatten", moved, [](const Tensors& t) { return flatten(t[0]); }},
          {"flatten inner axes", moved, [](const Tensors& t) { return flatten(t[0], 1, 2); }},
          {"permute", moved,
           [](const Tensors& t) {
             return permute(t[0], {2, 0, 1});
           }},
          {"transpose", moved, [](const Tensors& t) { return transpose(t[0], 0, -1); }},
          {"squeeze", moved, [](const Tensors& t) { return squeeze(t[0], 1); }},
          {"squeeze all", moved, [](const Tensors& t) { return squeeze(t[0]); }},
          {"unsqueeze", moved, [](const Tensors& t) { return unsqueeze(t[0], -1); }},
          {"repeat_into", moved,
           [](const Tensors& t) {
             return repeat_into(rows({2, 3, t[0].size(0)}, t[0].dtype()), t[0]);
           }},
          {"copy_into", moved,
           [](const Tensors& t) { return copy_into(rows(t[0].shape(), t[0].dtype()), t[0]); }},
          {"expand", moved,
           [](const Tensors& t) {
             return expand(t[0], {2, 3, 4});
           }},
          {"slice", moved, [](const Tensors& t) { return slice(t[0], 0, 1, 7, 2); }},
          {"slice backwards", moved, [](const Tensors& t) { return slice(t[0], 1, -1, -3, -1); }},
          {"narrow", moved, [](const Tensors& t) { return narrow(t[0], 1, 1, 2); }},
          {"select", moved, [](const Tensors& t) { return select(t[0], -1, -1); }},
          {"flip", moved,
           [](const Tensors& t) {
             return flip(t[0], {0, -1});
           }},
          {"contiguous", moved, [](const Tensors& t) { return contiguous(transpose(t[0], 0, 1)); }},
          {"to", integer, [](const Tensors& t) { return to(t[0], int64); }},

          // several tensors
          {"cat", moved, [](const Tensors& t) { return cat(t); }},
          {"cat on the last axis", moved, [](const Tensors& t) { return cat(t, -1); }},
          {"cat_or_view of parts", moved,
           [](const Tensors& t) { return cat_or_view(chunk(t[0], 2)); }},
          {"cat_of slices", moved,
           [](const Tensors& t) { return cat_of(kernels::copy(t[0].array()), chunk(t[0], 2)); }},
          {"stack", moved, [](const Tensors& t) { return stack(t, 1); }},
          {"stack_or_view of parts", moved,
           [](const Tensors& t) { return stack_or_view(unbind(t[0])); }},
          {"unbind", moved, [](const Tensors& t) { return unbind(t[0], 1); }},
          {"chunk", moved, [](const Tensors& t) { return chunk(t[0], 2, -1); }},
          {"split", moved, [](const Tensors& t) { return split(t[0], 2, -1); }},
          {"split into sizes", moved,
           [](const Tensors& t) {
             static const std::vector<Index> sizes = {1, 0, 3};
             return split(t[0], sizes);
           }},
      });
}

}  // namespace test
