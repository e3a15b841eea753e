// Dropout: the mask and its scale.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/module/checks.hpp>

namespace xgrad::nn {
namespace {

void check_input(const char* name, const Tensor& x, double p) {
  check_probability(name, "p", p);
  if (is_floating(x.dtype(name))) return;
  throw DTypeError(
      fmt::format("{}: input {} is {}, must be float32 or float64", name, x.shape(), x.dtype()));
}

}  // namespace

Tensor dropout_mask(const Shape& shape, double p, DType dtype, Generator& generator) {
  check_probability("dropout_mask", "p", p);
  if (!is_floating(dtype)) {
    throw DTypeError(fmt::format("dropout_mask: the mask cannot be {}", dtype),
                     "masks are float32 or float64");
  }
  Array mask = Array::empty(shape, dtype);
  visit_floating(dtype, [&](auto element) {
    using T = decltype(element);
    T* const values = mask.mutable_data<T>();
    generator.fill_bernoulli(values, mask.numel(), 1 - p);
    const T kept = p < 1 ? static_cast<T>(1 / (1 - p)) : T(0);
    for (Index i = 0; i < mask.numel(); ++i) values[i] *= kept;
  });
  return Tensor(std::move(mask));
}

Tensor dropout(const Tensor& x, double p, Generator& generator) {
  check_input("dropout", x, p);
  return p == 0 ? x : mul(x, dropout_mask(x.shape(), p, x.dtype(), generator));
}

Tensor locked_dropout(const Tensor& x, double p, LockedDropoutOptions options,
                      Generator& generator) {
  check_input("locked_dropout", x, p);
  if (x.rank() != 2 && x.rank() != 3) {
    throw ShapeError(
        fmt::format("locked_dropout: input {} has {} axes, expected [{}, features], "
                    "or [time, features] for a single sequence",
                    x.shape(), x.rank(), options.batch_first ? "batch, time" : "time, batch"));
  }
  if (p == 0) return x;
  Shape shape = x.shape();
  shape[options.batch_first && x.rank() == 3 ? 1 : 0] = 1;
  return mul(x, dropout_mask(shape, p, x.dtype(), generator));
}

Dropout::Dropout(double p, Generator& generator) : p_(p), generator_(&generator) {
  check_probability("Dropout", "p", p);
}

Tensor Dropout::forward(const Tensor& x) const {
  (void)x.array("input");  // throws when undefined
  return is_training() ? dropout(x, p_, *generator_) : x;
}

std::string Dropout::extra_repr() const {
  return fmt::format("{}", p_);
}

LockedDropout::LockedDropout(double p, LockedDropoutOptions options, Generator& generator)
    : p_(p), options_(options), generator_(&generator) {
  check_probability("LockedDropout", "p", p);
}

Tensor LockedDropout::forward(const Tensor& x) const {
  (void)x.array("input");
  return is_training() ? locked_dropout(x, p_, options_, *generator_) : x;
}

std::string LockedDropout::extra_repr() const {
  return fmt::format("{}{}", p_, options_.batch_first ? ", batch first" : "");
}

}  // namespace xgrad::nn
