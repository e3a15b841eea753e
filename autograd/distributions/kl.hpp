// Kullback-Leibler divergences.
#pragma once

#include <xgrad/autograd/distributions/continuous.hpp>
#include <xgrad/autograd/distributions/discrete.hpp>

namespace xgrad::distributions {

/// The Kullback-Leibler divergence of q from p, the mean of log p(x) - log q(x) for x drawn from p.
/// [...] and [...] -> [...]
/// Infinite where q excludes a value that p permits. Throws ShapeError when the batches do not
/// broadcast or the numbers of categories differ, DTypeError for different dtypes.
Tensor kl_divergence(const Normal& p, const Normal& q);
Tensor kl_divergence(const Bernoulli& p, const Bernoulli& q);
Tensor kl_divergence(const Categorical& p, const Categorical& q);

}  // namespace xgrad::distributions
