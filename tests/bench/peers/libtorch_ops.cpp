// What libtorch's operations cost.
#include "shared/ops.hpp"
#include <torch/torch.h>

namespace {

using torch::Tensor;

struct Libtorch {
  static Tensor randn(bench::Sizes sizes) { return torch::randn(sizes); }
  static Tensor randint(std::int64_t high, bench::Sizes sizes) {
    return torch::randint(high, sizes);
  }
  static Tensor leaf(Tensor x) { return x.requires_grad_(); }
  static Tensor sum(const Tensor& x, std::int64_t axis) { return x.sum(axis); }
  static Tensor var(const Tensor& x, std::int64_t axis) { return x.var(torch::IntArrayRef{axis}); }
  static auto sort(const Tensor& x, std::int64_t axis) { return x.sort(axis); }
  static Tensor pad(const Tensor& x, const std::vector<std::int64_t>& widths) {
    return torch::constant_pad_nd(x, widths);
  }
  static Tensor einsum(const char* equation, const Tensor& a, const Tensor& b) {
    return torch::einsum(equation, {a, b});
  }
  static Tensor conv1d(const Tensor& x, const Tensor& weight, std::int64_t groups, bool causal) {
    const Tensor padded = causal ? torch::constant_pad_nd(x, {weight.size(2) - 1, 0}) : x;
    return torch::conv1d(padded, weight, Tensor(), 1, torch::IntArrayRef{0}, 1, groups);
  }
  static Tensor ctc_loss(const Tensor& logits, const Tensor& targets, const Tensor& input_lengths,
                         const Tensor& target_lengths) {
    return torch::ctc_loss(logits.log_softmax(-1), targets, input_lengths, target_lengths);
  }
  template <class Work>
  static void without_gradients(const Work& work) {
    const torch::NoGradGuard no_grad;
    work();
  }
  static void backward(const Tensor& y) { y.sum().backward(); }
};

}  // namespace

int main() {
  torch::set_num_threads(1);
  bench::report_ops<Libtorch>();
}
