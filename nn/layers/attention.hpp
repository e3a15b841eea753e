// MultiheadAttention.
#pragma once

#include <xgrad/nn/layers/linear.hpp>

#include <vector>

namespace xgrad::nn {

/// Options of MultiheadAttention.
struct MultiheadAttentionOptions {
  /// The probability with which a weight of the values is set to 0 in training.
  double dropout = 0;
  bool bias = true;
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
  DType dtype = float32;
};

/// Options of a call of MultiheadAttention.
struct AttentionOptions {
  /// bool [batch, s]: true for the keys that are padding, to which no query attends.
  Tensor key_padding_mask = {};
  /// bool [l, s] or [batch num_heads, l, s]: true where a query does not attend to a key, as in
  /// PyTorch; or floating numbers that are added to the products of queries and keys.
  Tensor attn_mask = {};
  /// Query i attends to the keys up to i only.
  bool is_causal = false;
};

/// The result of MultiheadAttention.
struct AttentionOutput {
  /// [l, batch, embed_dim]
  Tensor output;
  /// The mean of the weights over all heads.   [batch, l, s]
  Tensor weights;

  std::vector<Tensor> tensors() const { return {output, weights}; }
};

/// `scaled_dot_product_attention` of `num_heads` projections of queries, keys and values, whose
/// results are projected to the output (Vaswani et al. 2017). `in_proj_weight` [3 embed_dim,
/// embed_dim] has the rows of queries, keys and values in this order; it is initialised by
/// `xavier_uniform_`, and both biases with 0.
class MultiheadAttention : public Module<MultiheadAttention> {
 public:
  /// The generator must outlive the module if it has dropout. Throws ValueError unless the sizes are
  /// positive, the heads divide embed_dim, and 0 <= dropout <= 1.
  MultiheadAttention(Index embed_dim, Index num_heads,
                     const MultiheadAttentionOptions& options = {},
                     Generator& generator = default_generator());

  /// [l, batch, embed_dim], [s, batch, embed_dim], [s, batch, embed_dim] -> [l, batch, embed_dim]
  /// or, for one example, without the batch axis. A query that attends to no key has the result of a
  /// mean of 0. Throws ShapeError, DTypeError.
  AttentionOutput forward(const Tensor& query, const Tensor& key, const Tensor& value,
                          const AttentionOptions& options = {}) const;
  std::string extra_repr() const override;

  const Parameter in_proj_weight;
  const Parameter in_proj_bias;
  const Linear out_proj;

 private:
  MultiheadAttention(Index num_heads, const MultiheadAttentionOptions& options,
                     const Linear& projection, Generator& generator);
  Tensor heads(const Tensor& x, Index first_row) const;

  Index num_heads_;
  double dropout_;
  bool batch_first_;
  Generator* generator_;
};

}  // namespace xgrad::nn
