// Attention as a composition of products, masks and softmax.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/attention.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <cmath>
#include <limits>

namespace xgrad {
namespace {

constexpr const char* kAttention = "scaled_dot_product_attention";

void check_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                     const Tensor& mask, double dropout_p) {
  check_defined(kAttention, query, key, value);
  const auto shapes = [&] {
    return fmt::format("query {}, key {} and value {}", query.shape(), key.shape(), value.shape());
  };
  for (const Tensor& x : {query, key, value}) {
    if (!is_floating(x.dtype()) || x.dtype() != query.dtype()) {
      throw DTypeError(
          fmt::format("{}: query, key and value are {}, {} and {}, expected one "
                      "floating type",
                      kAttention, query.dtype(), key.dtype(), value.dtype()));
    }
    if (x.rank() < 2)
      throw ShapeError(fmt::format("{}: {} have two axes or more", kAttention, shapes()));
  }
  if (query.shape().back() != key.shape().back() || key.size(-2) != value.size(-2)) {
    throw ShapeError(
        fmt::format("{}: {} do not fit, expected [..., l, e], [..., s, e] and [..., s, f]",
                    kAttention, shapes()));
  }
  if (!(dropout_p >= 0 && dropout_p <= 1)) {
    throw ValueError(fmt::format("{}: dropout_p is {}, must be in [0, 1]", kAttention, dropout_p));
  }
  if (!mask.defined()) return;
  if (mask.dtype() != bool_ && mask.dtype() != query.dtype()) {
    throw DTypeError(fmt::format("{}: the mask is {}, expected bool or {} as the query", kAttention,
                                 mask.dtype(), query.dtype()));
  }
  const Shape weights = {query.size(-2), key.size(-2)};
  const Shape last = mask.rank() > 2 ? Shape{mask.size(-2), mask.size(-1)} : mask.shape();
  if (broadcast_shapes(kAttention, weights, last) != weights) {
    throw ShapeError(fmt::format("{}: mask {} does not broadcast to [..., {}, {}]", kAttention,
                                 mask.shape(), weights[0], weights[1]));
  }
}

Tensor drop(const Tensor& weights, double p, Generator& generator) {
  if (p == 0) return weights;
  Array kept = Array::empty(weights.shape(), weights.dtype());
  visit_floating(weights.dtype(), [&]<class T>(T) {
    generator.fill_bernoulli(kept.mutable_data<T>(), kept.numel(), 1 - p);
  });
  const double scale = p < 1 ? 1 / (1 - p) : 0;
  return mul(weights, mul(Tensor(std::move(kept)), scale));
}

}  // namespace

WeightedMean attention_with_weights(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const Tensor& attn_mask, double dropout_p, bool is_causal,
                                    std::optional<double> scale, Generator& generator) {
  check_attention(query, key, value, attn_mask, dropout_p);
  const double factor = scale.value_or(1 / std::sqrt(static_cast<double>(query.shape().back())));
  Tensor scores = matmul(mul(query, factor), transpose(key, -1, -2));
  Tensor excluded;  // true for the keys that a query does not attend to
  if (attn_mask.defined()) {
    if (attn_mask.dtype() == bool_) {
      excluded = logical_not(attn_mask);
    } else {
      excluded = eq(attn_mask, -std::numeric_limits<double>::infinity());
      scores = add(scores, masked_fill(attn_mask, excluded, 0));
    }
  }
  if (is_causal) {
    const Tensor later =
        gt(unsqueeze(arange(key.size(-2)), 0), unsqueeze(arange(query.size(-2)), 1));
    excluded = excluded.defined() ? logical_or(excluded, later) : later;
  }
  Tensor weights;
  if (excluded.defined()) {
    // The lowest finite number has weight 0 beside others, and no derivative is NaN where all keys
    // are excluded.
    const double lowest = query.dtype() == float32 ? std::numeric_limits<float>::lowest()
                                                   : std::numeric_limits<double>::lowest();
    weights = masked_fill(softmax(masked_fill(scores, excluded, lowest), -1), excluded, 0);
  } else {
    weights = softmax(scores, -1);
  }
  weights = drop(weights, dropout_p, generator);
  return {matmul(weights, value), weights};
}

Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const Tensor& attn_mask, double dropout_p, bool is_causal,
                                    std::optional<double> scale, Generator& generator) {
  return attention_with_weights(query, key, value, attn_mask, dropout_p, is_causal, scale,
                                generator)
      .output;
}

}  // namespace xgrad
