// Densities and draws of continuous distributions, as torch.distributions defines them.
#include <xgrad/autograd/distributions/continuous.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/core/numbers/dtype.hpp>

#include <limits>
#include <numbers>

namespace xgrad::distributions {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kHalfLogTwoPi = 0.91893853320467274178;  // log(2 pi) / 2

// The limits of a floating dtype.
struct Limits {
  double smallest, eps;
};

Limits limits_of(DType dtype) {
  Limits limits = {};
  visit_floating(dtype, [&]<class T>(T) {
    limits = {std::numeric_limits<T>::min(), std::numeric_limits<T>::epsilon()};
  });
  return limits;
}

// Uniform draws from [low, high).
Tensor uniform_draws(const Shape& shape, double low, double high, DType dtype,
                     Generator& generator) {
  Array value = Array::empty(shape, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    generator.fill_uniform(value.mutable_data<T>(), value.numel(), low, high);
  });
  return Tensor(std::move(value));
}

}  // namespace

// ---- Normal ----

Normal::Normal(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args)
    : ReparameterizedDistribution("Normal", {{"loc", loc, kReal}, {"scale", scale, kPositive}},
                                  validate_args) {}

Tensor Normal::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  check("value", value, kReal);
  return square((value - loc()) / scale()) * -0.5 - log(scale()) - kHalfLogTwoPi;
}

Tensor Normal::entropy() const {
  return log(scale()) + (0.5 + kHalfLogTwoPi);
}

Tensor Normal::variance() const {
  return square(scale());
}

Tensor Normal::draw(const Shape& shape, Generator& generator) const {
  return loc() + randn(shape, dtype(), generator) * scale();
}

// ---- Uniform ----

Uniform::Uniform(const TensorOrNumber& low, const TensorOrNumber& high, bool validate_args)
    : ReparameterizedDistribution("Uniform", {{"low", low, kReal}, {"high", high, kReal}},
                                  validate_args) {
  if (validates()) {
    check_elements("Uniform: low", this->low(), this->low() < this->high(), "less than high");
  }
}

Tensor Uniform::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  const Tensor not_below = value >= low();
  if (validates()) {
    const Shape shape = broadcast_shapes("Uniform", value.shape(), batch_shape());
    check_elements("Uniform: value", expand(value, shape), not_below && value <= high(),
                   "in [low, high]");
  }
  constexpr double kImpossible = -std::numeric_limits<double>::infinity();
  return where(not_below && value < high(), -log(high() - low()), kImpossible);
}

Tensor Uniform::entropy() const {
  return log(high() - low());
}

Tensor Uniform::mean() const {
  return (high() + low()) / 2;
}

Tensor Uniform::variance() const {
  return square(high() - low()) / 12;
}

Tensor Uniform::draw(const Shape& shape, Generator& generator) const {
  return low() + rand(shape, dtype(), generator) * (high() - low());
}

// ---- Exponential ----

Exponential::Exponential(const TensorOrNumber& rate, bool validate_args)
    : ReparameterizedDistribution("Exponential", {{"rate", rate, kPositive}}, validate_args) {}

Tensor Exponential::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  check("value", value, kNonnegative);
  return log(rate()) - rate() * value;
}

Tensor Exponential::entropy() const {
  return 1 - log(rate());
}

Tensor Exponential::mean() const {
  return 1 / rate();
}

Tensor Exponential::variance() const {
  return 1 / square(rate());
}

Tensor Exponential::draw(const Shape& shape, Generator& generator) const {
  return exponential(shape, 1, dtype(), generator) / rate();
}

// ---- Laplace ----

Laplace::Laplace(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args)
    : ReparameterizedDistribution("Laplace", {{"loc", loc, kReal}, {"scale", scale, kPositive}},
                                  validate_args) {}

Tensor Laplace::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  check("value", value, kReal);
  return -log(2 * scale()) - abs(value - loc()) / scale();
}

Tensor Laplace::entropy() const {
  return log(2 * scale()) + 1;
}

Tensor Laplace::variance() const {
  return 2 * square(scale());
}

Tensor Laplace::draw(const Shape& shape, Generator& generator) const {
  // From the open interval (-1, 1), whose ends would give infinite draws.
  const Tensor u = uniform_draws(shape, limits_of(dtype()).eps - 1, 1, dtype(), generator);
  return loc() - scale() * (sign(u) * log1p(-abs(u)));
}

// ---- Gumbel ----

Gumbel::Gumbel(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args)
    : ReparameterizedDistribution("Gumbel", {{"loc", loc, kReal}, {"scale", scale, kPositive}},
                                  validate_args) {}

Tensor Gumbel::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  check("value", value, kReal);
  const Tensor y = (loc() - value) / scale();
  return y - exp(y) - log(scale());
}

Tensor Gumbel::entropy() const {
  return log(scale()) + (1 + std::numbers::egamma);
}

Tensor Gumbel::mean() const {
  return loc() + scale() * std::numbers::egamma;
}

Tensor Gumbel::variance() const {
  return square(scale()) * (kPi * kPi / 6);
}

Tensor Gumbel::draw(const Shape& shape, Generator& generator) const {
  const auto [smallest, eps] = limits_of(dtype());
  const Tensor u = smallest + rand(shape, dtype(), generator) * (1 - eps - smallest);  // in (0, 1)
  return loc() - scale() * log(-log(u));
}

}  // namespace xgrad::distributions
