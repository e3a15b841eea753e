// Kernels find positions; gathers at these positions give the values and their gradients.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/sort.hpp>
#include <xgrad/core/kernels/along_axis/sort.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {
namespace {

ValuesAndIndices gathered(const Tensor& x, Index axis, Array positions) {
  Tensor indices(std::move(positions));
  return {gather(x, axis, indices), indices};
}

// For one position per row: without `keepdim` the axis is removed.
ValuesAndIndices gathered_one(const Tensor& x, Index axis, Array positions, bool keepdim) {
  ValuesAndIndices result = gathered(x, axis, std::move(positions));
  if (keepdim || x.rank() == 0) return result;
  return {squeeze(result.values, axis), squeeze(result.indices, axis)};
}

}  // namespace

ValuesAndIndices sort(const Tensor& x, Index axis, bool descending) {
  return gathered(x, axis, kernels::sorted_positions("sort", x.array("sort"), axis, descending));
}

Tensor argsort(const Tensor& x, Index axis, bool descending) {
  return Tensor(kernels::sorted_positions("argsort", x.array("argsort"), axis, descending));
}

ValuesAndIndices topk(const Tensor& x, Index k, Index axis, bool largest, bool sorted) {
  return gathered(x, axis,
                  kernels::first_positions("topk", x.array("topk"), k, axis, largest, sorted));
}

ValuesAndIndices kthvalue(const Tensor& x, Index k, Index axis, bool keepdim) {
  return gathered_one(x, axis, kernels::kth_position("kthvalue", x.array("kthvalue"), k, axis),
                      keepdim);
}

Tensor median(const Tensor& x) {
  const Array elements = kernels::reshape(x.array("median"), {x.numel()});
  const Array position = kernels::median_position("median", elements, 0);
  return record("median", kernels::reshape(kernels::gather(elements, 0, position), {}), {x},
                [x = saved(x)](const Tensor& g, const Tensor& y) {
                  const Tensor same = logical_or(eq(x(), y), logical_and(isnan(x()), isnan(y)));
                  const Tensor ties = to(same, g.dtype());
                  return mul(g, div(ties, sum(ties)));
                });
}

ValuesAndIndices median(const Tensor& x, Index axis, bool keepdim) {
  return gathered_one(x, axis, kernels::median_position("median", x.array("median"), axis),
                      keepdim);
}

}  // namespace xgrad
