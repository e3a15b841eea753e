// Negative log-likelihoods and divergences of distributions, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/loss/likelihood.hpp>

#include <cmath>
#include <numbers>

namespace xgrad::nn {
namespace {

// Weights and mask of the losses of an input and a target of its shape.
template <class Options>
Factors checked_factors(const char* loss, const Tensor& input, const Tensor& target,
                        const Options& options) {
  check_equal_shapes(loss, {"input is", input}, {"target is", target});
  return joined_factors(loss, options.weight, options.mask, input.shape(), input.dtype());
}

// p is the weight of positive targets. No term is a difference of two large ones, for any logit,
// and a class of probability 0 has zero loss when the logit is infinite.
constexpr auto cross_entropy_of_logits = [](auto x, auto y, auto p) {
  return weighted(p * y, softplus(-x)) + weighted(1 - y, softplus(x));
};

// max(log(p), -100) with the derivative 1 / max(p, 1e-12); c is a constant equal to p.
constexpr auto limited_log = [](auto p, auto c) {
  return where(c < 1e-12, max(log(c), -100) + 1e12 * (p - c), log(p));
};
constexpr auto cross_entropy_of_probabilities = [](auto p, auto y, auto c) {
  return -(weighted(y, limited_log(p, c)) + weighted(1 - y, limited_log(1 - p, 1 - c)));
};

constexpr auto divergence = [](auto x, auto y) { return where(y == 0, 0, y * (log(y) - x)); };
constexpr auto log_divergence = [](auto x, auto y) { return weighted(exp(y), y - x); };

// Stirling's approximation of log(y!).
constexpr auto log_factorial = [](auto y) {
  return where(y > 1, y * log(y) - y + 0.5 * log(2 * std::numbers::pi * y), 0);
};

}  // namespace

Tensor binary_cross_entropy_with_logits(const Tensor& logits, const Tensor& target,
                                        const BinaryCrossEntropyOptions& options) {
  const char* const loss = "binary_cross_entropy_with_logits";
  check_equal_shapes(loss, {"logits are", logits}, {"target is", target});
  check_factor(loss, "pos_weight", options.pos_weight, logits.shape());
  const Factors factors =
      joined_factors(loss, options.weight, options.mask, logits.shape(), logits.dtype());
  const Tensor positive =
      options.pos_weight.defined() ? options.pos_weight : ones({}, logits.dtype());
  return reduced_losses(loss, cross_entropy_of_logits, factors, options.reduction, logits, target,
                        positive);
}

Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const ElementLossOptions& options) {
  const char* const loss = "binary_cross_entropy";
  const Factors factors = checked_factors(loss, input, target, options);
  check_values(loss, "input", input, logical_not(logical_and(ge(input, 0), le(input, 1))), factors,
               "in [0, 1]");
  return reduced_losses(loss, cross_entropy_of_probabilities, factors, options.reduction, input,
                        target, input.detach());
}

Tensor kl_div(const Tensor& input, const Tensor& target, const KlDivOptions& options) {
  const char* const loss = "kl_div";
  const Factors factors = checked_factors(loss, input, target, options);
  return options.log_target
             ? reduced_losses(loss, log_divergence, factors, options.reduction, input, target)
             : reduced_losses(loss, divergence, factors, options.reduction, input, target);
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                        const PoissonNllOptions& options) {
  const char* const loss = "poisson_nll_loss";
  const Factors factors = checked_factors(loss, input, target, options);
  check_at_least(loss, "eps", options.eps, 0);
  const double full = options.full ? 1 : 0;
  if (options.log_input) {
    const auto formula = [full](auto x, auto y) {
      return exp(x) - weighted(y, x) + weighted(full, log_factorial(y));
    };
    return reduced_losses(loss, formula, factors, options.reduction, input, target);
  }
  const auto formula = [full, eps = options.eps](auto x, auto y) {
    return x - weighted(y, log(x + eps)) + weighted(full, log_factorial(y));
  };
  return reduced_losses(loss, formula, factors, options.reduction, input, target);
}

Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNllOptions& options) {
  const char* const loss = "gaussian_nll_loss";
  const Factors factors = checked_factors(loss, input, target, options);
  Shape rows = input.shape(), ones_at_the_end = input.shape();
  if (!rows.empty()) {
    rows.erase(rows.size() - 1);
    ones_at_the_end.back() = 1;
  }
  const bool is_per_row = var.shape(loss) != input.shape() && var.shape() == rows;
  const Tensor variance = is_per_row ? unsqueeze(var, -1) : var;
  if (variance.shape() != input.shape() && variance.shape() != ones_at_the_end) {
    throw ShapeError(fmt::format("{}: input is {}, var is {}", loss, input.shape(), var.shape()),
                     fmt::format("expected {}, {} or {}", input.shape(), ones_at_the_end, rows));
  }
  check_values(loss, "var", variance, expand(lt(variance, 0), input.shape()), factors,
               "at least 0");
  if (!(options.eps > 0 && std::isfinite(options.eps))) {
    throw ValueError(fmt::format("{}: eps is {}, must be positive and finite", loss, options.eps));
  }
  const double constant = options.full ? 0.5 * std::log(2 * std::numbers::pi) : 0;
  // c is a constant equal to v: the limit does not stop the gradient for the variance.
  const auto formula = [constant, eps = options.eps](auto x, auto y, auto v, auto c) {
    const auto limited = v + relu(eps - c);
    return 0.5 * (log(limited) + square(x - y) / limited) + constant;
  };
  return reduced_losses(loss, formula, factors, options.reduction, input, target, variance,
                        variance.detach());
}

}  // namespace xgrad::nn
