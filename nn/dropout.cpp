// Dropout: the mask and its scale.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/checks.hpp>
#include <xgrad/nn/dropout.hpp>

#include <fmt/format.h>

namespace xgrad::nn {

Tensor dropout(const Tensor& x, double p, Generator& generator) {
  check_probability("dropout", "p", p);
  if (!is_floating(x.dtype())) {
    throw DTypeError(fmt::format("dropout: input {} is {}, must be float32 or float64",
                                 xgrad::to_string(x.shape()), name_of(x.dtype())));
  }
  if (p == 0) return x;
  Array mask = Array::empty(x.shape(), x.dtype());
  visit_floating(x.dtype(), [&](auto element) {
    using T = decltype(element);
    T* const values = mask.mutable_data<T>();
    generator.fill_bernoulli(values, mask.numel(), 1 - p);
    const T kept = p < 1 ? static_cast<T>(1 / (1 - p)) : T(0);
    for (Index i = 0; i < mask.numel(); ++i) values[i] *= kept;
  });
  return mul(x, Tensor(std::move(mask)));
}

Dropout::Dropout(double p, Generator& generator) : p_(p), generator_(&generator) {
  check_probability("Dropout", "p", p);
}

Tensor Dropout::forward(const Tensor& x) const {
  return is_training() ? dropout(x, p_, *generator_) : x;
}

std::string Dropout::details() const {
  return fmt::format("{}", p_);
}

}  // namespace xgrad::nn
