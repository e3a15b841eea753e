// Losses of numbers, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/loss/regression.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

template <class Formula>
Tensor element_loss(const char* loss, const Formula& formula, const Tensor& input,
                    const Tensor& target, const ElementLossOptions& options) {
  check_equal_shapes(loss, {"input is", input}, {"target is", target});
  const Factors factors =
      joined_factors(loss, options.weight, options.mask, input.shape(), input.dtype());
  return reduced_losses(loss, formula, factors, options.reduction, input, target);
}

constexpr auto squared_error = [](auto x, auto y) { return square(x - y); };
constexpr auto absolute_error = [](auto x, auto y) { return abs(x - y); };

// A factor of 0 has no effect on the other term, even if the error is infinite.
constexpr auto pinball = [](auto x, auto y, auto q) {
  return weighted(q, relu(y - x)) + weighted(1 - q, relu(x - y));
};

// Losses of a target that has the shape of the input or size 1 on its last axis.
Tensor pinball_losses(const Tensor& input, const Tensor& target, const Tensor& quantiles,
                      const ElementLossOptions& options) {
  const char* const loss = "quantile_loss";
  const Factors factors =
      joined_factors(loss, options.weight, options.mask, input.shape(), input.dtype());
  return reduced_losses(loss, pinball, factors, options.reduction, input, target, quantiles);
}

}  // namespace

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return mse_loss(input, target, {.reduction = reduction});
}

Tensor mse_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options) {
  return element_loss("mse_loss", squared_error, input, target, options);
}

Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  return l1_loss(input, target, {.reduction = reduction});
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const ElementLossOptions& options) {
  return element_loss("l1_loss", absolute_error, input, target, options);
}

Tensor huber_loss(const Tensor& input, const Tensor& target, double delta, Reduction reduction) {
  return huber_loss(input, target, delta, {.reduction = reduction});
}

Tensor huber_loss(const Tensor& input, const Tensor& target, double delta,
                  const ElementLossOptions& options) {
  if (!(delta > 0 && std::isfinite(delta))) {
    throw ValueError(fmt::format("huber_loss: delta is {}, must be positive and finite", delta));
  }
  const auto formula = [delta](auto x, auto y) {
    const auto e = x - y;  // for NaN, loss and derivative are those of the square
    return where(abs(e) > delta, delta * (abs(e) - 0.5 * delta), 0.5 * square(e));
  };
  return element_loss("huber_loss", formula, input, target, options);
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta, Reduction reduction) {
  return smooth_l1_loss(input, target, beta, {.reduction = reduction});
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta,
                      const ElementLossOptions& options) {
  check_at_least("smooth_l1_loss", "beta", beta, 0);
  const auto formula = [beta](auto x, auto y) {
    const auto e = x - y;  // for beta = 0 never the square, unless e is NaN
    return where(abs(e) >= beta, abs(e) - 0.5 * beta, 0.5 * square(e) / beta);
  };
  return element_loss("smooth_l1_loss", formula, input, target, options);
}

Tensor quantile_loss(const Tensor& input, const Tensor& target, double quantile,
                     const ElementLossOptions& options) {
  check_equal_shapes("quantile_loss", {"input is", input}, {"target is", target});
  check_floating("quantile_loss", input.array());
  check_probability("quantile_loss", "quantile", quantile);
  return pinball_losses(input, target, full({}, quantile, input.dtype()), options);
}

Tensor quantile_loss(const Tensor& input, const Tensor& target,
                     const std::vector<double>& quantiles, const ElementLossOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    Shape expected = target.shape("quantile_loss");
    expected.push_back(static_cast<Index>(quantiles.size()));
    if (input.shape("quantile_loss") != expected) {
      throw ShapeError(fmt::format("quantile_loss: input is {}, target is {}, expected {} for {} "
                                   "quantiles",
                                   input.shape(), target.shape(), expected, quantiles.size()),
                       "the last axis of the input holds the quantiles");
    }
    check_floating("quantile_loss", input.array());
    for (const double quantile : quantiles) {
      check_probability("quantile_loss", "a quantile", quantile);
    }
    return pinball_losses(input, unsqueeze(target, -1), to(from_vector(quantiles), input.dtype()),
                          options);
  });
}

}  // namespace xgrad::nn
