// Attention: means of values, weighted by the products of queries and keys.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>

#include <optional>

namespace xgrad {

/// softmax(q k^T scale + mask) v: for each query, the mean of the values weighted by the keys.
/// [..., l, e], [..., s, e], [..., s, f] -> [..., l, f]
/// Leading axes broadcast, as those of the mask [..., l, s]: bool, true for the keys that a query
/// attends to, or floating numbers that are added to the products. With `is_causal`, query i attends
/// to the keys up to i only; a mask applies as well. A query that attends to no key has the result
/// 0. The default scale is 1 / sqrt(e). Weights are set to 0 with probability `dropout_p`, and
/// divided by 1 - dropout_p otherwise (Vaswani et al. 2017). Throws ShapeError, DTypeError;
/// ValueError unless 0 <= dropout_p <= 1.
Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const Tensor& attn_mask = {}, double dropout_p = 0,
                                    bool is_causal = false, std::optional<double> scale = {},
                                    Generator& generator = default_generator());

/// The result of attention, and the weights of the values.
struct WeightedMean {
  /// [..., l, f]
  Tensor output;
  /// [..., l, s]
  Tensor weights;
};

/// `scaled_dot_product_attention` that also returns its weights, after dropout.
WeightedMean attention_with_weights(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const Tensor& attn_mask, double dropout_p, bool is_causal,
                                    std::optional<double> scale, Generator& generator);

}  // namespace xgrad
