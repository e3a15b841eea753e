// Operations that change shapes and join tensors in the op table.
#include "golden/op_table/shape.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/broadcast.hpp>
#include <xgrad/autograd/ops/shape/diagonal.hpp>
#include <xgrad/autograd/ops/shape/pad.hpp>
#include <xgrad/autograd/ops/shape/repeat.hpp>
#include <xgrad/autograd/ops/shape/unfold.hpp>
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

          {"movedim", moved,
           [](const Tensors& t) {
             return movedim(t[0], {0, 1}, {-1, 0});
           }},
          {"swapaxes", moved, [](const Tensors& t) { return swapaxes(t[0], 0, -1); }},
          {"unflatten", moved,
           [](const Tensors& t) {
             return unflatten(t[0], 1, {2, -1});
           }},
          {"view_as", moved, [](const Tensors& t) { return view_as(t[0], index()); }},
          {"broadcast_to", moved,
           [](const Tensors& t) {
             return broadcast_to(t[0], {2, 3, 4});
           }},
          {"unfold", moved, [](const Tensors& t) { return unfold(t[0], 0, 3, 2); }},
          {"unfold apart", moved, [](const Tensors& t) { return unfold(t[0], -1, 2, 3); }},

          // copies in another order
          {"repeat", moved,
           [](const Tensors& t) {
             return repeat(t[0], {2, 1, 3});
           }},
          {"repeat once", moved,
           [](const Tensors& t) {
             return repeat(t[0], {1, 1});
           }},
          {"tile", moved, [](const Tensors& t) { return tile(t[0], {2}); }},
          {"repeat_interleave", moved,
           [](const Tensors& t) { return repeat_interleave(t[0], 2, 1); }},
          {"repeat_interleave of the flattened tensor", moved,
           [](const Tensors& t) { return repeat_interleave(t[0], 3); }},
          {"repeat_interleave by counts", moved,
           [](const Tensors& t) { return repeat_interleave(t[0], places(), 0); }},
          {"roll", moved, [](const Tensors& t) { return roll(t[0], 2); }},
          {"roll along axes", moved,
           [](const Tensors& t) {
             return roll(t[0], {1, -2}, {0, -1});
           }},
          {"pad", moved,
           [](const Tensors& t) {
             static const std::vector<Index> widths = {1, 2};
             return pad(t[0], widths, PadMode::constant, 0.5);
           }},
          {"pad and crop", moved,
           [](const Tensors& t) {
             static const std::vector<Index> widths = {-1, 2, 1, -1};
             return pad(t[0], widths);
           }},
          {"pad by reflection", moved,
           [](const Tensors& t) {
             static const std::vector<Index> widths = {2, 1};
             return pad(t[0], widths, PadMode::reflect);
           }},
          {"pad by replication", moved,
           [](const Tensors& t) {
             static const std::vector<Index> widths = {1, 2, 3, 0};
             return pad(t[0], widths, PadMode::replicate);
           }},
          {"pad circularly", moved,
           [](const Tensors& t) {
             static const std::vector<Index> widths = {2, 1, 1, 2};
             return pad(t[0], widths, PadMode::circular);
           }},

          // matrices
          {"diagonal", moved, [](const Tensors& t) { return diagonal(t[0], 1); }},
          {"diagonal of other axes", moved,
           [](const Tensors& t) { return diagonal(t[0], -1, 2, 0); }},
          {"diag of a vector", moved, [](const Tensors& t) { return diag(t[0], -1); }},
          {"diag of a matrix", moved, [](const Tensors& t) { return diag(t[0]); }},
          {"tril", moved, [](const Tensors& t) { return tril(t[0], -1); }},
          {"triu", moved, [](const Tensors& t) { return triu(t[0], 1); }},

          // several tensors
          {"broadcast_tensors", moved, broadcast_tensors},
          {"meshgrid", moved, [](const Tensors& t) { return meshgrid(t); }},
          {"meshgrid of columns and rows", moved,
           [](const Tensors& t) { return meshgrid(t, Indexing::xy); }},
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
