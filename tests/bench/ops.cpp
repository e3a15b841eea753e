// What xgrad's operations cost.
#include "shared/ops.hpp"

#include <xgrad/xgrad.hpp>

namespace {

using xgrad::Index;
using xgrad::Tensor;

struct Xgrad {
  static Tensor randn(bench::Sizes sizes) { return xgrad::randn(xgrad::Shape(sizes)); }
  static Tensor randint(Index high, bench::Sizes sizes) {
    return xgrad::randint(0, high, xgrad::Shape(sizes));
  }
  static Tensor leaf(Tensor x) { return x.requires_grad_(); }
  static Tensor sum(const Tensor& x, Index axis) { return xgrad::sum(x, axis); }
  static Tensor var(const Tensor& x, Index axis) { return xgrad::var(x, axis); }
  static auto sort(const Tensor& x, Index axis) { return xgrad::sort(x, axis); }
  static Tensor pad(const Tensor& x, const std::vector<Index>& widths) {
    return xgrad::pad(x, widths);
  }
  static Tensor einsum(const char* equation, const Tensor& a, const Tensor& b) {
    return xgrad::einsum(equation, {a, b});
  }
  static Tensor conv1d(const Tensor& x, const Tensor& weight, Index groups, bool causal) {
    return xgrad::conv1d(x, weight, {}, {.groups = groups, .causal = causal});
  }
  static Tensor ctc_loss(const Tensor& logits, const Tensor& targets, const Tensor& input_lengths,
                         const Tensor& target_lengths) {
    return xgrad::nn::ctc_loss_with_logits(logits, targets, input_lengths, target_lengths);
  }
  template <class Work>
  static void without_gradients(const Work& work) {
    const xgrad::NoGrad no_grad;
    work();
  }
  static void backward(const Tensor& y) { xgrad::sum(y).backward(); }
};

}  // namespace

int main() {
  xgrad::set_num_threads(1);
  bench::report_ops<Xgrad>();
}
