// Embedding: a lookup table of vectors.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

#include <optional>

namespace xgrad::nn {

/// Options of Embedding.
struct EmbeddingOptions {
  /// The index, negative ones counted from the end, whose row is initialised to 0 and gets no
  /// gradient.
  std::optional<Index> padding_idx = {};
  DType dtype = float32;
};

/// Looks up rows of `weight` [num_embeddings, embedding_dim], initialised from N(0, 1).
class Embedding : public Module<Embedding> {
 public:
  /// Throws ValueError unless both sizes are positive, IndexError for a padding_idx out of range.
  Embedding(Index num_embeddings, Index embedding_dim, EmbeddingOptions options = {},
            Generator& generator = default_generator());

  /// int64 [...] -> [..., embedding_dim]
  /// Throws IndexError, DTypeError.
  Tensor forward(const Tensor& index) const;
  std::string extra_repr() const override;

  const Parameter weight;

 private:
  std::optional<Index> padding_idx_;
};

}  // namespace xgrad::nn
