// Lookups in the op table.
#include "golden/op_table/index.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index/scatter.hpp>
#include <xgrad/autograd/ops/index/segment.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> index_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::index,
      {
          {"index_select", moved, [](const Tensors& t) { return index_select(t[0], 1, index()); }},
          {"index", moved,
           [](const Tensors& t) {
             return index(t[0], {Slice(1, None), None, Ellipsis, -1});
           }},
          {"index at slices", moved,
           [](const Tensors& t) {
             return index(t[0], {Slice(None, None, -2), Slice(-3, -1)});
           }},
          {"index with a tensor", moved,
           [](const Tensors& t) {
             return index(t[0], {Slice(), index(), Slice(0, 2)});
           }},
          {"index with adjacent tensors", moved,
           [](const Tensors& t) {
             return index(t[0], {Slice(), index(), select(index(), 0, 0) - 3});
           }},
          {"index with tensors apart", moved,
           [](const Tensors& t) {
             return index(t[0], {index(), 0, Ellipsis, select(index(), 0, 0)});
           }},
          {"index with a tensor without axes", moved,
           [](const Tensors& t) {
             return index(t[0],
                          {Slice(), select(select(index(), 0, 0), 0, 0) - 1, Slice(), index()});
           }},
          {"index with a mask", moved,
           [](const Tensors& t) {
             return index(t[0], {mask(), Ellipsis, index()});
           }},
          {"index_put", moved,
           [](const Tensors& t) {
             return index_put(t[0], {places(), Slice(1, None)}, t[1]);
           }},
          {"index_put accumulated", summed,
           [](const Tensors& t) { return index_put(t[0], {index()}, t[1], true); }},
          {"index_put of a number", moved,
           [](const Tensors& t) { return index_put(t[0], {places()}, 0.5); }},
          {"index_add", summed,
           [](const Tensors& t) { return index_add(t[0], 1, select(index(), 1, 0), t[1]); }},
          {"nonzero", integer, [](const Tensors& t) { return nonzero(relu(t[0])); }},
          {"masked_select", moved, [](const Tensors& t) { return masked_select(t[0], mask()); }},
          {"masked_fill", moved, [](const Tensors& t) { return masked_fill(t[0], mask(), 0.5); }},
          {"scatter_rows", moved,
           [](const Tensors& t) { return scatter_rows(t[0], places(), 5, 0.5); }},
          {"gather", moved, [](const Tensors& t) { return gather(t[0], 1, index()); }},
          {"embedding", moved, [](const Tensors& t) { return embedding(t[0], index()); }},
          {"embedding_into", moved,
           [](const Tensors& t) {
             return embedding_into(rows({2, 3, t[0].size(1)}, t[0].dtype()), t[0], index());
           }},
          {"scatter", moved,
           [](const Tensors& t) { return scatter(t[0], 0, unsqueeze(places(), 1), t[1]); }},
          {"scatter a number", moved,
           [](const Tensors& t) { return scatter(t[0], 1, index(), 0.5); }},
          {"scatter_add", summed,
           [](const Tensors& t) { return scatter_add(t[0], 1, index(), t[1]); }},
          {"take_along_dim", moved,
           [](const Tensors& t) { return take_along_dim(t[0], index(), 1); }},
          {"take_along_dim of the flattened tensor", moved,
           [](const Tensors& t) { return take_along_dim(t[0], index()); }},
          {"segment_sum", summed,
           [](const Tensors& t) { return segment_sum(t[0], flatten(index())); }},
          {"segment_sum with empty segments", summed,
           [](const Tensors& t) { return segment_sum(t[0], select(index(), 0, 1), 5); }},
          {"segment_mean", summed,
           [](const Tensors& t) { return segment_mean(t[0], flatten(index())); }},
          {"segment_max", moved,
           [](const Tensors& t) { return segment_max(t[0], flatten(index())); }},
          {"segment_min", moved,
           [](const Tensors& t) { return segment_min(t[0], flatten(index())); }},
          {"one_hot", integer, [](const Tensors&) { return one_hot(index(), 4, float64); }},
      });
}

}  // namespace test
