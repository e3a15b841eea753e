// First values of parameters: streams of the generator written into tensors.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/init.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn::init {
namespace {

// Row-major elements are drawn into place, others by way of a copy.
template <class Draw>
void fill(const char* name, const Tensor& tensor, const Draw& draw) {
  if (!is_floating(tensor.dtype())) {
    throw DTypeError(fmt::format("{}: the tensor is {} {}, only float32 and float64 can be drawn",
                                 name, name_of(tensor.dtype()), to_string(tensor.shape())));
  }
  const bool in_place = tensor.is_contiguous();
  Array target = in_place ? tensor.writable() : Array::empty(tensor.shape(), tensor.dtype());
  visit_floating(tensor.dtype(), [&](auto element) {
    draw(target.mutable_data<decltype(element)>(), target.numel());
  });
  if (!in_place) kernels::copy_into(tensor.writable(), target);
}

}  // namespace

void uniform_(const Tensor& tensor, double low, double high, Generator& generator) {
  fill("uniform_", tensor,
       [&](auto* out, Index count) { generator.fill_uniform(out, count, low, high); });
}

void normal_(const Tensor& tensor, double mean, double deviation, Generator& generator) {
  fill("normal_", tensor,
       [&](auto* out, Index count) { generator.fill_normal(out, count, mean, deviation); });
}

void constant_(const Tensor& tensor, double value) {
  kernels::fill(tensor.writable(), value);
}

Tensor uniform(const Shape& shape, double bound, DType dtype, Generator& generator) {
  Tensor fresh(Array::empty(shape, dtype));
  uniform_(fresh, -bound, bound, generator);
  return fresh;
}

double linear_bound(Index fan_in) {
  // kaiming_uniform_(weight, a = sqrt(5))
  const double a = std::sqrt(5.0);
  const double gain = std::sqrt(2.0 / (1 + a * a));
  return std::sqrt(3.0) * (gain / std::sqrt(static_cast<double>(fan_in)));
}

}  // namespace xgrad::nn::init
