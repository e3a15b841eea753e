// What operations on tensors cost: each at two realistic sizes, in processor time of one thread. The
// same for xgrad and its peer, whose functions bear the same names: `Library` fills in what differs.
#pragma once

#include "figures.hpp"
#include "stopwatch.hpp"
#include <cstdint>
#include <string>

namespace bench {

using Sizes = std::initializer_list<std::int64_t>;

/// Prints the microseconds of one call of `work`, the best of several measurements of many calls.
template <class Work>
void report_op(const std::string& name, Work work) {
  const double once = best_seconds(1, work, wall_seconds);
  const int calls = static_cast<int>(5e-3 / once) + 1;
  const auto repeat = [&] {
    for (int call = 0; call < calls; ++call) work();
  };
  print_figure(name + ", us", 1e6 * best_seconds(9, repeat, processor_seconds) / calls);
}

/// Reductions, sorting, lookups and padding of a matrix.
template <class Library>
void report_matrix_ops(std::int64_t rows, std::int64_t columns) {
  const Library of;
  const auto x = of.randn({rows, columns});
  const auto index = of.randint(rows, {rows, columns});
  const auto mask = x > 0;
  const std::string size = " [" + std::to_string(rows) + ", " + std::to_string(columns) + "]";
  report_op("sum" + size, [&] { of.sum(x, -1); });
  report_op("sum over rows" + size, [&] { of.sum(x, 0); });
  report_op("var" + size, [&] { of.var(x, -1); });
  report_op("cumsum" + size, [&] { cumsum(x, -1); });
  report_op("sort" + size, [&] { of.sort(x, -1); });
  report_op("argsort" + size, [&] { argsort(x, std::int64_t{-1}); });
  report_op("topk" + size, [&] { topk(x, 10, -1); });
  report_op("gather" + size, [&] { gather(x, 0, index); });
  report_op("scatter_add" + size, [&] { scatter_add(x, 0, index, x); });
  report_op("masked_fill" + size, [&] { masked_fill(x, mask, 0.5); });
  report_op("pad" + size, [&] { of.pad(x, {1, 1, 2, 2}); });
}

/// Contractions as attention and bilinear layers make them.
template <class Library>
void report_einsum(std::int64_t batch, std::int64_t size) {
  const Library of;
  const auto a = of.randn({batch, size, size}), b = of.randn({batch, size, size});
  report_op("einsum bij,bkj->bik [" + std::to_string(batch) + ", " + std::to_string(size) + ", " +
                std::to_string(size) + "]",
            [&] { of.einsum("bij,bkj->bik", a, b); });
}

/// A convolution over time, and with its gradients.
template <class Library>
void report_conv1d(const std::string& name, Sizes input, Sizes kernel, std::int64_t groups,
                   bool causal) {
  const Library of;
  const auto x = of.leaf(of.randn(input)), weight = of.leaf(of.randn(kernel));
  const auto forward = [&] { return of.conv1d(x, weight, groups, causal); };
  report_op("conv1d " + name, [&] { of.without_gradients(forward); });
  report_op("conv1d " + name + ", forward and backward", [&] { of.backward(forward()); });
}

/// The CTC loss of targets of up to 30 labels, and its gradient.
template <class Library>
void report_ctc_loss(std::int64_t time, std::int64_t batch, std::int64_t classes) {
  const Library of;
  const auto logits = of.leaf(of.randn({time, batch, classes}));
  const auto targets = of.randint(classes - 1, {batch, 30}) + 1;
  const auto input_lengths = time - of.randint(time / 4, {batch});
  const auto target_lengths = 30 - of.randint(15, {batch});
  report_op("ctc_loss [" + std::to_string(time) + ", " + std::to_string(batch) + ", " +
                std::to_string(classes) + "], forward and backward",
            [&] { of.backward(of.ctc_loss(logits, targets, input_lengths, target_lengths)); });
}

/// Everything.
template <class Library>
void report_ops() {
  report_matrix_ops<Library>(64, 1024);
  report_matrix_ops<Library>(1000, 1024);
  report_einsum<Library>(32, 64);
  report_einsum<Library>(8, 256);
  report_conv1d<Library>("[16, 64, 512] to 128, k 5", {16, 64, 512}, {128, 64, 5}, 1, false);
  report_conv1d<Library>("[32, 3, 1000] to 16, k 7", {32, 3, 1000}, {16, 3, 7}, 1, false);
  report_conv1d<Library>("depthwise causal [1, 64, 4096], k 4", {1, 64, 4096}, {64, 1, 4}, 64,
                         true);
  report_conv1d<Library>("depthwise causal [8, 64, 4096], k 4", {8, 64, 4096}, {64, 1, 4}, 64,
                         true);
  report_ctc_loss<Library>(200, 32, 64);
}

}  // namespace bench
