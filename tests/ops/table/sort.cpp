// Sorting, selection by order, and counting in the op table.
#include "golden/op_table/sort.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/counting.hpp>
#include <xgrad/autograd/ops/reduce/sort.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> sort_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::sort,
      {
          {"sort", moved, [](const Tensors& t) { return sort(t[0]).values; }},
          {"sort indices", integer, [](const Tensors& t) { return sort(t[0]).indices; }},
          {"sort along the first axis, descending", moved,
           [](const Tensors& t) { return sort(t[0], 0, true).values; }},
          {"argsort", integer, [](const Tensors& t) { return argsort(t[0]); }},
          {"argsort along the first axis, descending", integer,
           [](const Tensors& t) { return argsort(t[0], 0, true); }},
          {"topk", moved, [](const Tensors& t) { return topk(t[0], 2).values; }},
          {"topk indices", integer, [](const Tensors& t) { return topk(t[0], 2).indices; }},
          {"topk of the smallest", moved,
           [](const Tensors& t) { return topk(t[0], 1, 0, false).values; }},
          {"kthvalue", moved, [](const Tensors& t) { return kthvalue(t[0], 2).values; }},
          {"kthvalue indices", integer, [](const Tensors& t) { return kthvalue(t[0], 2).indices; }},
          {"kthvalue along the first axis, kept", moved,
           [](const Tensors& t) { return kthvalue(t[0], 1, 0, true).values; }},
          {"median", moved, [](const Tensors& t) { return median(t[0]); }},
          {"median along an axis", moved, [](const Tensors& t) { return median(t[0], -1).values; }},
          {"median along an axis, indices", integer,
           [](const Tensors& t) { return median(t[0], 0, true).indices; }},
          {"unique", integer, [](const Tensors& t) { return unique(t[0]).values; }},
          {"unique inverse", integer, [](const Tensors& t) { return unique(t[0]).inverse; }},
          {"unique counts", integer, [](const Tensors& t) { return unique(t[0]).counts; }},
          {"searchsorted", integer,
           [](const Tensors& t) { return searchsorted(sort(t[0]).values, t[1]); }},
          {"searchsorted from the right", integer,
           [](const Tensors& t) { return searchsorted(sort(t[0]).values, t[0], true); }},
          {"bucketize", integer,
           [](const Tensors& t) { return bucketize(t[0], sort(t[1]).values); }},
          {"histc", integer, [](const Tensors& t) { return histc(t[0], 5); }},
          {"histc between limits", integer, [](const Tensors& t) { return histc(t[0], 4, -1, 1); }},
          {"bincount", summed,
           [](const Tensors& t) {
             return bincount(slice(flatten(index()), 0, 0, t[0].size(0)), t[0], 4);
           }},
          {"bincount without weights", integer,
           [](const Tensors& t) { return bincount(argmax(t[0], -1)); }},
      });
}

}  // namespace test
