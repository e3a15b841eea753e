// Angles and distances of vectors, composed of norms.
#include <xgrad/autograd/linalg/labelled.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/distance.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <array>
#include <cmath>

namespace xgrad {
namespace {

// x / max(|x|, eps)
Tensor unit_vectors(const Tensor& x, Index dim, double eps) {
  return div(x, maximum(norm(x, 2, dim, true), eps));
}

}  // namespace

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, Index dim, double eps) {
  check_operands("cosine_similarity", std::array{x1, x2});
  const Shape shape = broadcast_shapes("cosine_similarity", x1.shape(), x2.shape());
  const auto axis = static_cast<Index>(normalize_axis("cosine_similarity", dim, shape));
  if (!(eps >= 0 && std::isfinite(eps))) {
    throw ValueError(
        fmt::format("cosine_similarity: eps is {}, expected 0 or more, and finite", eps));
  }
  // Divided first, so that no product of large elements overflows.
  return sum(
      mul(unit_vectors(expand(x1, shape), axis, eps), unit_vectors(expand(x2, shape), axis, eps)),
      axis);
}

Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdim) {
  check_operands("pairwise_distance", std::array{x1, x2});
  broadcast_shapes("pairwise_distance", x1.shape(), x2.shape());  // throws for shapes that differ
  if (std::isnan(p)) throw ValueError("pairwise_distance: p is NaN");
  return norm(add(sub(x1, x2), eps), p, -1, keepdim);
}

}  // namespace xgrad
