// Cumulative operations. The pullbacks of a product and of a log sum exp are linear recurrences.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/cumulative.hpp>
#include <xgrad/core/kernels/along_axis/cumulative.hpp>

#include <limits>

namespace xgrad {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor record_cumsum(const Tensor& x, Index axis, bool reverse) {
  return record("cumsum", kernels::cumsum(x.array("cumsum"), axis, reverse), {x},
                [axis, reverse](const Tensor& g) { return record_cumsum(g, axis, !reverse); });
}

// x_2, ..., x_n, `last` along the first axis.
Tensor shifted(const Tensor& x, double last) {
  const Tensor end = full(select(x, 0, 0).shape(), last, x.dtype());
  return cat({slice(x, 0, 1, x.size(0)), unsqueeze(end, 0)});
}

}  // namespace

Tensor cumsum(const Tensor& x, Index axis) {
  return record_cumsum(x, axis, false);
}

Tensor cumprod(const Tensor& x, Index axis) {
  return record("cumprod", kernels::cumprod(x.array("cumprod"), axis), {x},
                [axis, x = saved(x)](const Tensor& g, const Tensor& y) {
                  if (g.numel() == 0 || g.rank() == 0) return g;
                  // dx_t = y_(t-1) (g_t + x_(t+1) g_(t+1) + x_(t+1) x_(t+2) g_(t+2) + ...)
                  const Tensor before = flip(shifted(flip(transpose(y, 0, axis), {0}), 1), {0});
                  const Tensor factors = shifted(transpose(x(), 0, axis), 0);
                  const Tensor after = linear_scan(factors, transpose(g, 0, axis), {}, true);
                  return transpose(mul(before, after), 0, axis);
                });
}

Tensor logcumsumexp(const Tensor& x, Index axis) {
  return record("logcumsumexp", kernels::logcumsumexp(x.array("logcumsumexp"), axis), {x},
                [axis, x = saved(x)](const Tensor& g, const Tensor& y) {
                  if (g.numel() == 0 || g.rank() == 0) return g;
                  // dx_t = exp(x_t - y_t) s_t with s_t = g_t + exp(y_t - y_(t+1)) s_(t+1); where y
                  // is -inf, it is replaced by 0 among the subtrahends, so that exp(-inf - 0) = 0.
                  const Tensor sums = transpose(y, 0, axis);
                  const Tensor finite = where(eq(sums, -kInfinity), 0.0, sums);
                  const Tensor ratios = exp(sub(sums, shifted(finite, kInfinity)));
                  const Tensor s = linear_scan(ratios, transpose(g, 0, axis), {}, true);
                  return transpose(mul(exp(sub(transpose(x(), 0, axis), finite)), s), 0, axis);
                });
}

ValuesAndIndices cummax(const Tensor& x, Index axis) {
  const Tensor at(kernels::cummax_positions(x.array("cummax"), axis));
  return {gather(x, axis, at), at};
}

ValuesAndIndices cummin(const Tensor& x, Index axis) {
  const Tensor at(kernels::cummin_positions(x.array("cummin"), axis));
  return {gather(x, axis, at), at};
}

}  // namespace xgrad
