// Losses of angles and distances of vectors: sums over the features and one formula.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/distance.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/loss/similarity.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

// The shape of the losses of vectors.
Shape shape_of_rows(const char* loss, const NamedInput& input) {
  Shape shape = input.tensor.shape(loss);
  if (shape.empty()) {
    throw ShapeError(fmt::format("{}: {} [], a number", loss, input.name),
                     "the last axis holds the features of a vector");
  }
  shape.erase(shape.size() - 1);
  return shape;
}

// A dot product over the features.   [..., features] x [..., features] -> [...]
Tensor row_dot(const Tensor& a, const Tensor& b) {
  return sum(mul(a, b), -1);
}

}  // namespace

Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             double margin, const ElementLossOptions& options) {
  const char* const loss = "cosine_embedding_loss";
  check_equal_shapes(loss, {"input1 is", input1}, {"input2 is", input2});
  const Shape shape = shape_of_rows(loss, {"input1 is", input1});
  if (target.shape(loss) != shape) {
    throw ShapeError(fmt::format("{}: input1 is {}, target is {}, expected {}", loss,
                                 input1.shape(), target.shape(), shape),
                     "the last axis of the inputs holds the features; the target has the others");
  }
  check_margin(loss, margin);
  const Factors factors = joined_factors(loss, options.weight, options.mask, shape, input1.dtype());
  const Tensor positive = positive_labels(loss, target, factors);
  const Tensor x1 = selected_rows(input1, factors), x2 = selected_rows(input2, factors);
  // PyTorch's formula; `cosine_similarity` bounds the norms instead of adding 1e-12. Two roots: the
  // product of the squared norms would overflow first.
  const auto formula = [margin](auto is_similar, auto dot, auto square1, auto square2) {
    const auto cosine = dot * rsqrt(square1 + 1e-12) * rsqrt(square2 + 1e-12);
    return where(is_similar, 1 - cosine, hinge(cosine - margin));
  };
  return reduced_losses(loss, formula, factors, options.reduction, condition(positive),
                        row_dot(x1, x2), row_dot(x1, x1), row_dot(x2, x2));
}

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginOptions& options) {
  const char* const loss = "triplet_margin_loss";
  check_equal_shapes(loss, {"anchor is", anchor}, {"positive is", positive});
  check_equal_shapes(loss, {"anchor is", anchor}, {"negative is", negative});
  const Shape shape = shape_of_rows(loss, {"anchor is", anchor});
  check_margin(loss, options.margin);
  if (!(options.p >= 0)) {
    throw ValueError(fmt::format("{}: p is {}, must be at least 0", loss, options.p));
  }
  check_at_least(loss, "eps", options.eps, 0);
  const Factors factors = joined_factors(loss, options.weight, options.mask, shape, anchor.dtype());
  const Tensor a = selected_rows(anchor, factors);
  const Tensor p = selected_rows(positive, factors), n = selected_rows(negative, factors);
  const auto distance = [&](const Tensor& x, const Tensor& y) {
    return pairwise_distance(x, y, options.p, options.eps);
  };
  Tensor to_negative = distance(a, n);
  if (options.swap) to_negative = minimum(to_negative, distance(p, n));
  const auto formula = [margin = options.margin](auto d_positive, auto d_negative) {
    return hinge(d_positive - d_negative + margin);
  };
  return reduced_losses(loss, formula, factors, options.reduction, distance(a, p), to_negative);
}

}  // namespace xgrad::nn
