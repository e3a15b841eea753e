// Operations of sequences and layers in the op table.
#include "golden/op_table/sequence.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/attention.hpp>
#include <xgrad/autograd/ops/sequence/convolution.hpp>
#include <xgrad/autograd/ops/sequence/norms.hpp>
#include <xgrad/autograd/ops/sequence/pooling.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"

namespace test {

using namespace xgrad;

std::vector<Op> sequence_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::sequence,
      {
          // normalisation
          {"layer_norm", summed,
           [](const Tensors& t) { return layer_norm(t[0], t[1], t[2], 0.5); }},
          {"layer_norm without bias", summed,
           [](const Tensors& t) { return layer_norm(t[0], t[1], {}, 0.5); }},
          {"layer_norm without weight", summed,
           [](const Tensors& t) { return layer_norm(t[0], {}, t[1], 0.5); }},
          {"layer_norm without either", summed, [](const Tensors& t) { return layer_norm(t[0]); }},

          {"rms_norm", summed, [](const Tensors& t) { return rms_norm(t[0], t[1], 0.5); }},
          {"rms_norm without weight", summed, [](const Tensors& t) { return rms_norm(t[0]); }},
          {"group_norm", summed,
           [](const Tensors& t) { return group_norm(t[0], 2, t[1], t[2], 0.5); }},
          {"group_norm without weight", summed,
           [](const Tensors& t) { return group_norm(t[0], 1, {}, {}, 0.5); }},
          {"batch_norm", summed,
           [](const Tensors& t) {
             return batch_norm(t[0], t[1], t[2], t[3], t[4], false, 0, 0.5);
           }},
          {"batch_norm in training", summed,
           [](const Tensors& t) { return batch_norm(t[0], {}, {}, t[1], t[2], true, 0, 0.5); }},

          // convolutions
          {"conv1d", summed, [](const Tensors& t) { return conv1d(t[0], t[1], t[2]); }},
          {"conv1d without bias", summed, [](const Tensors& t) { return conv1d(t[0], t[1]); }},
          {"conv1d with stride", summed,
           [](const Tensors& t) { return conv1d(t[0], t[1], t[2], {.stride = 2, .padding = 2}); }},
          {"conv1d with dilation", summed,
           [](const Tensors& t) {
             return conv1d(t[0], t[1], t[2], {.stride = 3, .padding = 4, .dilation = 2});
           }},
          {"conv1d with groups", summed,
           [](const Tensors& t) { return conv1d(t[0], t[1], t[2], {.padding = 1, .groups = 2}); }},
          {"conv1d of the same length", summed,
           [](const Tensors& t) {
             return conv1d(t[0], t[1], t[2], {.padding = "same", .dilation = 3});
           }},
          {"conv1d causal", summed,
           [](const Tensors& t) {
             return conv1d(t[0], t[1], t[2], {.groups = 3, .causal = true});
           }},
          {"conv_transpose1d", summed,
           [](const Tensors& t) { return conv_transpose1d(t[0], t[1], t[2]); }},
          {"conv_transpose1d without bias", summed,
           [](const Tensors& t) { return conv_transpose1d(t[0], t[1], {}, {.padding = 1}); }},
          {"conv_transpose1d with stride", summed,
           [](const Tensors& t) {
             return conv_transpose1d(t[0], t[1], t[2],
                                     {.stride = 2, .padding = 1, .output_padding = 1});
           }},
          {"conv_transpose1d with dilation", summed,
           [](const Tensors& t) {
             return conv_transpose1d(t[0], t[1], t[2], {.stride = 3, .dilation = 2});
           }},
          {"conv_transpose1d with groups", summed,
           [](const Tensors& t) {
             return conv_transpose1d(t[0], t[1], t[2], {.stride = 4, .groups = 2});
           }},

          // pooling
          {"avg_pool1d", summed, [](const Tensors& t) { return avg_pool1d(t[0], 3); }},
          {"avg_pool1d with padding", summed,
           [](const Tensors& t) {
             return avg_pool1d(t[0], 4, {.stride = 3, .padding = 2, .ceil_mode = true});
           }},
          {"avg_pool1d without padding in means", summed,
           [](const Tensors& t) {
             return avg_pool1d(t[0], 3, {.stride = 2, .padding = 1, .count_include_pad = false});
           }},
          {"max_pool1d", moved, [](const Tensors& t) { return max_pool1d(t[0], 3); }},
          {"max_pool1d with padding", moved,
           [](const Tensors& t) {
             return max_pool1d(t[0], 3,
                               {.stride = 2, .padding = 1, .dilation = 2, .ceil_mode = true});
           }},
          {"adaptive_avg_pool1d", summed,
           [](const Tensors& t) { return adaptive_avg_pool1d(t[0], 5); }},
          {"adaptive_max_pool1d", moved,
           [](const Tensors& t) { return adaptive_max_pool1d(t[0], 3); }},

          // attention
          {"scaled_dot_product_attention", summed,
           [](const Tensors& t) { return scaled_dot_product_attention(t[0], t[1], t[2]); }},
          {"attention_with_weights", summed,
           [](const Tensors& t) {
             return attention_with_weights(t[0], t[1], t[2], {}, 0, false, {}, default_generator())
                 .output;
           }},
          {"scaled_dot_product_attention causal", summed,
           [](const Tensors& t) {
             return scaled_dot_product_attention(t[0], t[1], t[2], {}, 0, true, 2);
           }},
          {"scaled_dot_product_attention with a mask", summed,
           [](const Tensors& t) { return scaled_dot_product_attention(t[0], t[1], t[2], mask()); }},
          {"scaled_dot_product_attention with an added mask", summed,
           [](const Tensors& t) { return scaled_dot_product_attention(t[0], t[1], t[2], t[3]); }},

          // recurrences
          {"linear_scan", summed, [](const Tensors& t) { return linear_scan(t[0], t[1], t[2]); }},
          {"linear_scan from zeros", summed,
           [](const Tensors& t) { return linear_scan(t[0], t[1]); }},
          {"linear_scan backwards", summed,
           [](const Tensors& t) { return linear_scan(t[0], t[1], t[2], true); }},
      });
}

}  // namespace test
