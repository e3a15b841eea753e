// Sums and products of three tensors, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/pointwise.hpp>
#include <xgrad/autograd/ops/element_wise/fused.hpp>

namespace xgrad {
namespace {

// From the nearer end, so that both ends are exact.
constexpr auto interpolate = [](auto a, auto b, auto weight) {
  return where(weight < 0.5, a + weight * (b - a), b - (1 - weight) * (b - a));
};

}  // namespace

Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight) {
  return pointwise("lerp", interpolate, a, b, weight);
}
Tensor lerp(const Tensor& a, const Tensor& b, double weight) {
  return lerp(a, b, full({}, weight, a.dtype("lerp")));
}

Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, double value) {
  return pointwise(
      "addcmul", [value](auto u, auto v, auto w) { return u + value * v * w; }, x, a, b);
}

Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, double value) {
  return pointwise(
      "addcdiv", [value](auto u, auto v, auto w) { return u + value * v / w; }, x, a, b);
}

}  // namespace xgrad
