// Checks, weights, masks and reductions that the losses share. Internal.
#pragma once

#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/nn/loss/reduction.hpp>

namespace xgrad::nn {

/// An argument of a loss, for messages: "input is", "logits are".
struct NamedInput {
  const char* name;
  const Tensor& tensor;
};

/// Throws ShapeError unless both have the same shape: a target never broadcasts.
void check_equal_shapes(const char* loss, const NamedInput& input, const NamedInput& target);

/// Throws ShapeError if `factor` is defined and enlarges `shape`, that of the losses.
void check_factor(const char* loss, const char* name, const Tensor& factor, const Shape& shape);

/// Throws ValueError unless `low` <= value < infinity.
void check_at_least(const char* loss, const char* name, double value, double low);

/// Throws ValueError unless the margin is finite.
void check_margin(const char* loss, double margin);

/// max(0, x), the formula of losses with a margin; the derivative at 0 is 1, as that of PyTorch's
/// clamp_min.
inline constexpr auto hinge = [](auto x) { return where(x < 0, 0, x); };

/// The weight and the mask of a loss.
struct Factors {
  /// The weight of every loss, 0 where the mask is false; undefined if there is neither.
  Tensor weight;
  Tensor mask;
};

/// Joins weight and mask of losses of this shape and dtype. Throws ShapeError unless they broadcast
/// to the shape, DTypeError unless the mask is bool.
Factors joined_factors(const char* loss, const Tensor& weight, const Tensor& mask,
                       const Shape& shape, DType dtype);

/// Throws ValueError if an element of `invalid` is true and its loss has a weight other than 0. The
/// message names the element of `x`, which broadcasts to `invalid`, and `expected`.
void check_values(const char* loss, const char* name, const Tensor& x, const Tensor& invalid,
                  const Factors& factors, const char* expected);

/// True where a label is 1, false where it is -1. Throws ValueError for other labels of a loss with
/// a weight other than 0.
Tensor positive_labels(const char* loss, const Tensor& target, const Factors& factors);

/// Vectors whose losses have a weight of 0 become ones, so that no NaN in them reaches a gradient.
/// [..., features] -> [..., features]
Tensor selected_rows(const Tensor& rows, const Factors& factors);

/// The mean over the losses that the mask selects, their sum, the losses themselves, or their sum
/// divided by the size of the first axis. Throws ShapeError for a `batchmean` without axes.
Tensor reduce(const char* loss, const Tensor& losses, const Tensor& mask, Reduction reduction);

/// The sum of losses of this shape divided by the size of its first axis. Throws ShapeError if it
/// has no axes.
Tensor batch_mean(const char* loss, const Tensor& losses, const Shape& shape);

/// The reduced losses of a formula. A weight of 0 selects 0 instead of multiplying, so that no value
/// or derivative of an excluded element reaches the result.
template <class Formula, class... Inputs>
Tensor reduced_losses(const char* loss, const Formula& formula, const Factors& factors,
                      Reduction reduction, const Inputs&... inputs) {
  if (!factors.weight.defined()) {
    return reduce(loss, pointwise(loss, formula, inputs...), {}, reduction);
  }
  const Tensor losses = pointwise(
      loss, [formula](auto w, auto... x) { return weighted(w, formula(x...)); }, factors.weight,
      inputs...);
  return reduce(loss, losses, factors.mask, reduction);
}

}  // namespace xgrad::nn
