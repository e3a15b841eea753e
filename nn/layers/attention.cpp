// MultiheadAttention: initialisation, masks and the division into heads.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/attention.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/fan.hpp>
#include <xgrad/nn/layers/attention.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <limits>

namespace xgrad::nn {
namespace {

// PyTorch draws the output projection first, with a bias that it then sets to 0.
Linear first_projection(Index embed_dim, Index num_heads, const MultiheadAttentionOptions& options,
                        Generator& generator) {
  check_positive("MultiheadAttention", "embed_dim", embed_dim);
  check_positive("MultiheadAttention", "num_heads", num_heads);
  check_addressable("MultiheadAttention", "the weight",
                    {{"embed_dim", embed_dim}, {"embed_dim", embed_dim}}, 3);
  check_probability("MultiheadAttention", "dropout", options.dropout);
  if (embed_dim % num_heads != 0) {
    throw ValueError(fmt::format(
        "MultiheadAttention: num_heads = {} does not divide embed_dim = {}", num_heads, embed_dim));
  }
  Linear projection(embed_dim, embed_dim, {.bias = options.bias, .dtype = options.dtype},
                    generator);
  if (options.bias) projection.bias.set_data(zeros({embed_dim}, options.dtype));
  return projection;
}

Tensor initial_in_proj_weight(Index embed_dim, DType dtype, Generator& generator) {
  Tensor weight = empty({3 * embed_dim, embed_dim}, dtype);
  init::xavier_uniform_(weight, 1, generator);
  return weight;
}

void check_mask(const char* name, const Tensor& mask, const Tensor& query, const Shape& expected,
                const char* axes) {
  if (mask.shape() != expected) {
    throw ShapeError(fmt::format("{} is {}, expected {} = {}", name, mask.shape(), axes, expected));
  }
  if (mask.dtype() != bool_ && mask.dtype() != query.dtype()) {
    throw DTypeError(fmt::format("{} is {}, expected bool or {} as the input", name, mask.dtype(),
                                 query.dtype()));
  }
}

// A mask as numbers that are added to the products: -inf where a bool mask is true.
Tensor additive(const Tensor& mask, DType dtype) {
  if (mask.dtype() != bool_) return mask;
  return where(mask, -std::numeric_limits<double>::infinity(), zeros({}, dtype));
}

}  // namespace

MultiheadAttention::MultiheadAttention(Index embed_dim, Index num_heads,
                                       const MultiheadAttentionOptions& options,
                                       Generator& generator)
    : MultiheadAttention(num_heads, options,
                         first_projection(embed_dim, num_heads, options, generator), generator) {}

MultiheadAttention::MultiheadAttention(Index num_heads, const MultiheadAttentionOptions& options,
                                       const Linear& projection, Generator& generator)
    : in_proj_weight(register_parameter(
          "in_proj_weight",
          initial_in_proj_weight(projection.weight.size(0), options.dtype, generator))),
      in_proj_bias(register_parameter(
          "in_proj_bias",
          options.bias ? zeros({3 * projection.weight.size(0)}, options.dtype) : Tensor())),
      out_proj(register_module("out_proj", projection)),
      num_heads_(num_heads),
      dropout_(options.dropout),
      batch_first_(options.batch_first),
      generator_(&generator) {}

// [t, batch, embed_dim] -> [batch, num_heads, t, embed_dim / num_heads]
Tensor MultiheadAttention::heads(const Tensor& x, Index first_row) const {
  const Index size = in_proj_weight.size(1);
  const auto rows = [&](const Parameter& parameter) {
    return parameter.defined() ? narrow(parameter, 0, first_row, size) : Tensor();
  };
  const Tensor projected = linear(x, rows(in_proj_weight), rows(in_proj_bias));
  return permute(reshape(projected, {x.size(0), x.size(1), num_heads_, size / num_heads_}),
                 {1, 2, 0, 3});
}

AttentionOutput MultiheadAttention::forward(const Tensor& query, const Tensor& key,
                                            const Tensor& value,
                                            const AttentionOptions& options) const {
  const Index size = in_proj_weight.size(1);
  for (const Tensor& x : {query, key, value}) {
    check_features(x, "embed_dim", size);
    check_dtype(x, in_proj_weight.dtype());
  }
  if (query.rank() == 2) {  // one example
    const Index batch = batch_first_ ? 0 : 1;
    AttentionOptions of_batch = options;
    if (options.key_padding_mask.defined()) {
      of_batch.key_padding_mask = unsqueeze(options.key_padding_mask, 0);
    }
    const auto [output, weights] =
        forward(unsqueeze(query, batch), unsqueeze(key, batch), unsqueeze(value, batch), of_batch);
    return {squeeze(output, batch), squeeze(weights, 0)};
  }
  const auto time_first = [&](const Tensor& x) { return batch_first_ ? transpose(x, 0, 1) : x; };
  if (query.rank() != 3 || key.shape() != value.shape() || key.rank() != 3 ||
      time_first(query).size(1) != time_first(key).size(1)) {
    throw ShapeError(fmt::format(
        "query {}, key {} and value {} do not fit, expected {}", query.shape(), key.shape(),
        value.shape(),
        batch_first_ ? "[batch, l, features], [batch, s, features] and [batch, s, features]"
                     : "[l, batch, features], [s, batch, features] and [s, batch, features]"));
  }
  const Tensor q = heads(time_first(query), 0), k = heads(time_first(key), size),
               v = heads(time_first(value), 2 * size);
  const Index batch = q.size(0), queries = q.size(2), keys = k.size(2);

  Tensor mask;  // broadcasts to [batch, num_heads, l, s]
  if (options.attn_mask.defined()) {
    const Tensor& given = options.attn_mask;
    const bool of_heads = given.rank() == 3;
    check_mask("attn_mask", given, query,
               of_heads ? Shape{batch * num_heads_, queries, keys} : Shape{queries, keys},
               of_heads ? "[batch num_heads, l, s]" : "[l, s]");
    mask = additive(of_heads ? reshape(given, {batch, num_heads_, queries, keys}) : given,
                    query.dtype());
  }
  if (options.key_padding_mask.defined()) {
    check_mask("key_padding_mask", options.key_padding_mask, query, {batch, keys}, "[batch, s]");
    const Tensor padding =
        reshape(additive(options.key_padding_mask, query.dtype()), {batch, 1, 1, keys});
    mask = mask.defined() ? add(mask, padding) : padding;
  }
  const auto [mean_of_values, weights] = attention_with_weights(
      q, k, v, mask, is_training() ? dropout_ : 0, options.is_causal, {}, *generator_);
  const Tensor joined = reshape(permute(mean_of_values, {2, 0, 1, 3}), {queries, batch, size});
  return {time_first(out_proj(joined)), mean(weights, 1)};
}

std::string MultiheadAttention::extra_repr() const {
  return fmt::format("{}, {} heads{}{}{}", in_proj_weight.size(1), num_heads_,
                     dropout_ == 0 ? "" : fmt::format(", dropout {}", dropout_),
                     batch_first_ ? ", batch first" : "",
                     in_proj_bias.defined() ? "" : ", no bias");
}

}  // namespace xgrad::nn
