// Reductions and their pullbacks.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/spread.hpp>
#include <xgrad/core/kernels/softmax.hpp>

#include <limits>

namespace xgrad {
namespace {

// Distributes the gradient evenly over the elements of x that equal the extremum y.
Tensor share_among_ties(const Tensor& g, const Tensor& x, const Tensor& y, const Axes& axes,
                        const Spread& spread) {
  const Tensor ties = to(eq(x, spread(y)), x.dtype());
  return mul(spread(g), div(ties, sum(ties, axes, true)));
}

Tensor record_extreme(const char* name, Array value, const Tensor& x, const Axes& axes) {
  return record(
      name, std::move(value), {x},
      [x = saved(x), axes, spread = Spread(name, x, axes)](const Tensor& g, const Tensor& y) {
        return share_among_ties(g, x(), y, axes, spread);
      });
}

}  // namespace

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return record("sum", kernels::sum(x.array(), axes, keepdim), {x},
                [spread = Spread("sum", x, axes)](const Tensor& g) { return spread(g); });
}

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  return record("mean", kernels::mean(x.array(), axes, keepdim), {x},
                [spread = Spread("mean", x, axes)](const Tensor& g) {
                  if (spread.count() == 0) return spread(g);  // to no elements
                  return spread(div(g, static_cast<double>(spread.count())));
                });
}

Tensor max(const Tensor& x, const Axes& axes, bool keepdim) {
  return record_extreme("max", kernels::max(x.array(), axes, keepdim), x, axes);
}

Tensor min(const Tensor& x, const Axes& axes, bool keepdim) {
  return record_extreme("min", kernels::min(x.array(), axes, keepdim), x, axes);
}

Tensor argmax(const Tensor& x, const Axes& axis, bool keepdim) {
  return Tensor(kernels::argmax(x.array(), axis, keepdim));
}

Tensor argmin(const Tensor& x, const Axes& axis, bool keepdim) {
  return Tensor(kernels::argmin(x.array("argmin"), axis, keepdim));
}

Tensor logsumexp(const Tensor& x, const Axes& axes, bool keepdim) {
  return record(
      "logsumexp", kernels::logsumexp(x.array(), axes, keepdim), {x},
      [x = saved(x), spread = Spread("logsumexp", x, axes)](const Tensor& g, const Tensor& y) {
        // dx = g exp(x - y); where all x are -inf, y is replaced by 0 and exp(-inf - 0) = 0.
        const double inf = std::numeric_limits<double>::infinity();
        const Tensor shift = where(eq(y, -inf), 0.0, y);
        return mul(spread(g), exp(sub(x(), spread(shift))));
      });
}

Tensor softmax(const Tensor& x, Index axis) {
  return record("softmax", kernels::softmax(x.array(), axis), {x},
                [axis](const Tensor& g, const Tensor& y) {  // dx = y (g - sum g y)
                  return mul(y, sub(g, sum(mul(g, y), axis, true)));
                });
}

Tensor log_softmax(const Tensor& x, Index axis) {
  return record("log_softmax", kernels::log_softmax(x.array(), axis), {x},
                [axis](const Tensor& g, const Tensor& y) {  // dx = g - exp(y) sum g
                  return sub(g, mul(exp(y), sum(g, axis, true)));
                });
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  return record("sum_to", kernels::sum_to(x.array(), shape), {x},
                [from = x.shape()](const Tensor& g) { return expand(g, from); });
}

}  // namespace xgrad
