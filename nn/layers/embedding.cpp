// Embedding: initialisation and the lookup.
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <fmt/format.h>

namespace xgrad::nn {
namespace {

Tensor first_table(Index rows, Index columns, const EmbeddingOptions& options,
                   Generator& generator) {
  check_positive("Embedding", "num_embeddings", rows);
  check_positive("Embedding", "embedding_dim", columns);
  check_addressable("Embedding", "the weight",
                    {{"num_embeddings", rows}, {"embedding_dim", columns}});
  Tensor table(Array::empty({rows, columns}, options.dtype));
  if (!options.padding_idx) {
    init::normal_(table, 0, 1, generator);
    return table;
  }
  const Index row = *options.padding_idx;
  if (row < -rows || row >= rows) {
    throw IndexError(
        fmt::format("Embedding: padding_idx {} is out of range for {} rows (valid "
                    "{}..{})",
                    row, rows, -rows, rows - 1));
  }
  init::normal_(table, 0, 1, generator);
  Array padding = kernels::select(table.array(), 0, row);
  kernels::fill(padding, 0);
  return table;
}

}  // namespace

Embedding::Embedding(Index num_embeddings, Index embedding_dim, EmbeddingOptions options,
                     Generator& generator)
    : weight(register_parameter("weight",
                                first_table(num_embeddings, embedding_dim, options, generator))),
      padding_idx_(options.padding_idx) {}

Tensor Embedding::forward(const Tensor& index) const {
  (void)index.array("input");  // throws when undefined
  return embedding(weight, index, padding_idx_);
}

std::string Embedding::extra_repr() const {
  return fmt::format("{} x {}{}", weight.size(0), weight.size(1),
                     padding_idx_ ? fmt::format(", padding_idx {}", *padding_idx_) : "");
}

}  // namespace xgrad::nn
