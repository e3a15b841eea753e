// Products, moments, norms and counts: mostly compositions of sums.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/cumulative.hpp>
#include <xgrad/autograd/ops/reduce/spread.hpp>
#include <xgrad/autograd/ops/reduce/statistics.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/along_axis/cumulative.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <algorithm>
#include <cmath>

namespace xgrad {
namespace {

// True where the elements differ from 0, NaN included.
Tensor nonzeros(const char* op, const Tensor& x) {
  return x.dtype(op) == bool_ ? x : ne(x, 0);
}

// The sum over axes, whose errors name `op`.
Tensor sum_for(const char* op, const Tensor& x, const Axes& axes, bool keepdim) {
  (void)kernels::Reduction(op, x.shape(op), axes, keepdim);
  return sum(x, axes, keepdim);
}

double divisor(Index count, bool unbiased) {
  return std::max(static_cast<double>(count) - (unbiased ? 1 : 0), 0.0);
}

// d var: 2 g (x - mean) / divisor.
Tensor var_pullback(const Tensor& g, const Tensor& x, const Axes& axes, bool unbiased,
                    const Spread& spread) {
  const Tensor scaled = mul(g, 2 / divisor(spread.count(), unbiased));
  return mul(spread(scaled), sub(x, mean(x, axes, true)));
}

// The variance without history.
Array variance(const char* op, const Tensor& x, const Axes& axes, bool unbiased, bool keepdim) {
  check_floating(op, x.array(op));
  const kernels::Reduction reduction(op, x.shape(), axes, keepdim);
  const NoGrad no_grad;
  const Tensor squares = sum(square(sub(x, mean(x, axes, true))), axes, keepdim);
  return div(squares, divisor(reduction.count, unbiased)).array();
}

// The products of all other elements along the last axis, for each element.
Tensor products_of_others(const Tensor& x) {
  const Index n = x.size(-1);
  const Tensor one = ones_like(narrow(x, -1, 0, 1));
  const auto before = [&](const Tensor& row) {
    return cumprod(cat({one, narrow(row, -1, 0, n - 1)}, -1), -1);
  };
  return mul(before(x), flip(before(flip(x, {-1})), {-1}));
}

Tensor prod_pullback(const Tensor& g, const Tensor& x, const Axes& axes, const Spread& spread) {
  if (x.numel() == 0) return zeros_like(x);
  const kernels::Reduction reduction("prod", x.shape(), axes, true);
  // Reduced axes last, as one; and back.
  Axes order = reduction.kept;
  for (const Index axis : reduction.reduced) order.push_back(axis);
  Axes back = order;
  for (std::size_t to = 0; to < order.size(); ++to) {
    back[static_cast<std::size_t>(order[to])] = static_cast<Index>(to);
  }
  const Tensor moved = permute(x, order);
  const Tensor rows = reshape(moved, {x.numel() / reduction.count, reduction.count});
  return mul(spread(g), permute(reshape(products_of_others(rows), moved.shape()), back));
}

// x |x|^(p - 2), and 0 where x is 0.
Tensor signed_power(const Tensor& x, double p) {
  if (p == 2) return x;  // whose derivative at 0 is 1
  if (p == 1) return sign(x);
  const Tensor zero = eq(x, 0);
  return where(zero, 0.0, mul(x, pow(abs(where(zero, 1.0, x)), p - 2)));
}

// dx = g x |x|^(p - 2) y^(1 - p) of a p-norm y with finite p other than 0.
Tensor norm_pullback(const Tensor& g, const Tensor& x, const Tensor& y, double p,
                     const Spread& spread) {
  const Tensor zero = eq(y, 0);
  const Tensor scale = where(zero, 0.0, mul(g, pow(where(zero, 1.0, y), 1 - p)));
  return mul(spread(scale), signed_power(x, p));
}

Tensor norm_value(const Tensor& x, double p, const Axes& axes, bool keepdim) {
  const NoGrad no_grad;
  if (p == 2) return sqrt(sum(square(x), axes, keepdim));
  if (p == 1) return sum(abs(x), axes, keepdim);
  return pow(sum(pow(abs(x), p), axes, keepdim), 1 / p);
}

}  // namespace

Tensor prod(const Tensor& x, const Axes& axes, bool keepdim) {
  const Array& elements = x.array("prod");
  const kernels::Reduction reduction("prod", x.shape(), axes, keepdim);
  const Array rows = kernels::reduction_rows(elements, reduction);
  const Array last = reduction.count == 0
                         ? kernels::cumprod(Array::empty({0}, x.dtype()), 0)
                         : kernels::select(kernels::cumprod(rows, 1), 1, reduction.count - 1);
  const Array value = reduction.count == 0 ? ones(reduction.shape, last.dtype()).array()
                                           : kernels::reshape(kernels::copy(last), reduction.shape);
  return record("prod", value, {x},
                [axes, x = saved(x), spread = Spread("prod", x, axes)](const Tensor& g) {
                  return prod_pullback(g, x(), axes, spread);
                });
}

Tensor var(const Tensor& x, const Axes& axes, bool unbiased, bool keepdim) {
  return record("var", variance("var", x, axes, unbiased, keepdim), {x},
                [axes, unbiased, x = saved(x), spread = Spread("var", x, axes)](const Tensor& g) {
                  return var_pullback(g, x(), axes, unbiased, spread);
                });
}

Tensor std(const Tensor& x, const Axes& axes, bool unbiased, bool keepdim) {
  const Tensor squared(variance("std", x, axes, unbiased, keepdim));
  return record("std", sqrt(squared).array(), {x},
                [axes, unbiased, x = saved(x), spread = Spread("std", x, axes)](const Tensor& g,
                                                                                const Tensor& y) {
                  const Tensor zero = eq(y, 0);
                  const Tensor dvar = where(zero, 0.0, div(mul(g, 0.5), where(zero, 1.0, y)));
                  return var_pullback(dvar, x(), axes, unbiased, spread);
                });
}

StdAndMean std_mean(const Tensor& x, const Axes& axes, bool unbiased, bool keepdim) {
  return {std(x, axes, unbiased, keepdim), mean(x, axes, keepdim)};
}

VarAndMean var_mean(const Tensor& x, const Axes& axes, bool unbiased, bool keepdim) {
  return {var(x, axes, unbiased, keepdim), mean(x, axes, keepdim)};
}

Tensor norm(const Tensor& x, double p, const Axes& axes, bool keepdim) {
  check_floating("norm", x.array("norm"));
  if (std::isnan(p)) throw ValueError("norm: p is NaN");
  if (p == 0) {
    return record("norm", to(sum(ne(x, 0), axes, keepdim), x.dtype()).array(), {x},
                  [shape = x.shape()](const Tensor& g) { return zeros(shape, g.dtype()); });
  }
  const kernels::Reduction reduction("norm", x.shape(), axes, keepdim);
  if ((p < 0 || std::isinf(p)) && reduction.count == 0 && numel(reduction.shape) > 0) {
    throw ShapeError(
        fmt::format("norm: {} has no elements, of which p = {} takes an extremum", x.shape(), p));
  }
  if (std::isinf(p)) return p > 0 ? max(abs(x), axes, keepdim) : min(abs(x), axes, keepdim);
  return record(
      "norm", norm_value(x, p, axes, keepdim).array(), {x},
      [p, x = saved(x), spread = Spread("norm", x, axes)](const Tensor& g, const Tensor& y) {
        return norm_pullback(g, x(), y, p, spread);
      });
}

Tensor amax(const Tensor& x, const Axes& axes, bool keepdim) {
  return max(x, axes, keepdim);
}

Tensor amin(const Tensor& x, const Axes& axes, bool keepdim) {
  return min(x, axes, keepdim);
}

Tensor nansum(const Tensor& x, const Axes& axes, bool keepdim) {
  check_floating("nansum", x.array("nansum"));
  return sum_for("nansum", where(eq(x, x), x, 0.0), axes, keepdim);
}

Tensor nanmean(const Tensor& x, const Axes& axes, bool keepdim) {
  check_floating("nanmean", x.array("nanmean"));
  const Tensor counts = to(sum_for("nanmean", eq(x, x), axes, keepdim), x.dtype());
  return div(nansum(x, axes, keepdim), counts);
}

Tensor any(const Tensor& x, const Axes& axes, bool keepdim) {
  return gt(sum_for("any", nonzeros("any", x), axes, keepdim), 0);
}

Tensor all(const Tensor& x, const Axes& axes, bool keepdim) {
  return eq(sum_for("all", logical_not(nonzeros("all", x)), axes, keepdim), 0);
}

Tensor count_nonzero(const Tensor& x, const Axes& axes) {
  return sum_for("count_nonzero", nonzeros("count_nonzero", x), axes, false);
}

}  // namespace xgrad
