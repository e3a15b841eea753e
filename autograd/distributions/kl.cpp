// Kullback-Leibler divergences in closed form.
#include <xgrad/autograd/distributions/kl.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <limits>

namespace xgrad::distributions {
namespace {

// p (log p - log q), with the limits 0 for p = 0 and infinity for q = 0. The difference is masked
// before the product, so that gradients are not NaN either.
Tensor expected_difference(const Tensor& p, const Tensor& q, const Tensor& log_ratio) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return p * where(p == 0, 0.0, where(q == 0, kInfinity, log_ratio));
}

}  // namespace

Tensor kl_divergence(const Normal& p, const Normal& q) {
  const Tensor ratio = square(p.scale() / q.scale());
  return (ratio + square((p.loc() - q.loc()) / q.scale()) - 1 - log(ratio)) * 0.5;
}

Tensor kl_divergence(const Bernoulli& p, const Bernoulli& q) {
  const Tensor a = p.probs(), b = q.probs(), x = p.logits(), y = q.logits();
  return expected_difference(a, b, softplus(-y) - softplus(-x)) +
         expected_difference(1 - a, 1 - b, softplus(y) - softplus(x));
}

Tensor kl_divergence(const Categorical& p, const Categorical& q) {
  if (p.num_events() != q.num_events()) {
    throw ShapeError(fmt::format("kl_divergence: p has {} categories, q has {}", p.num_events(),
                                 q.num_events()));
  }
  return sum(expected_difference(p.probs(), q.probs(), p.logits() - q.logits()), -1);
}

}  // namespace xgrad::distributions
