// Probabilities and draws of discrete distributions, as torch.distributions defines them.
#include <xgrad/autograd/distributions/discrete.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <limits>

namespace xgrad::distributions {
namespace {

constexpr Constraint kPositiveAndFinite = {
    "positive and finite",
    [](const Tensor& x) { return x > 0 && x < std::numeric_limits<double>::infinity(); }};

// Probabilities whose logarithms are finite.
Tensor clamped(const Tensor& probs) {
  const double eps = probs.dtype() == float32 ? std::numeric_limits<float>::epsilon()
                                              : std::numeric_limits<double>::epsilon();
  return clamp(probs, eps, 1 - eps);
}

ProbsOrLogits as_probs(const TensorOrNumber& probs) {
  return {.probs = probs.tensor() ? *probs.tensor() : full({}, probs.number())};
}

// -(y log(p) + (1 - y) log(1 - p)) for the logits x of p.
Tensor cross_entropy(const Tensor& x, const Tensor& y) {
  return y * softplus(-x) + (1 - y) * softplus(x);
}

}  // namespace

DiscreteDistribution::DiscreteDistribution(const char* name, const ProbsOrLogits& parameter,
                                           bool validate_args)
    : Distribution(name, validate_args),
      parameter_(parameter),
      is_logits_(parameter.logits.defined()) {
  if (parameter.probs.defined() == is_logits_) {
    throw ValueError(fmt::format("{}: {} of probs and logits are defined, expected one of them",
                                 name, is_logits_ ? "both" : "none"));
  }
  const Tensor& x = this->parameter();
  if (is_floating(x.dtype())) return;
  throw DTypeError(fmt::format("{}: {} are {}, must be float32 or float64", name,
                               is_logits_ ? "logits" : "probs", x.array()));
}

// ---- Bernoulli ----

Bernoulli::Bernoulli(const TensorOrNumber& probs, bool validate_args)
    : Bernoulli(as_probs(probs), validate_args) {}

Bernoulli::Bernoulli(const ProbsOrLogits& parameter, bool validate_args)
    : DiscreteDistribution("Bernoulli", parameter, validate_args) {
  if (is_logits()) {
    check("logits", parameter.logits, kReal);
  } else {
    check("probs", parameter.probs, kUnitInterval);
  }
  set_batch_shape(this->parameter().shape());
}

Tensor Bernoulli::probs() const {
  return is_logits() ? sigmoid(parameter()) : parameter();
}

Tensor Bernoulli::logits() const {
  if (is_logits()) return parameter();
  const Tensor p = clamped(parameter());
  return log(p) - log1p(-p);
}

Tensor Bernoulli::log_prob(const Tensor& value) const {
  check_value(value, dtype());
  check("value", value, kBoolean);
  return -cross_entropy(logits(), value);
}

Tensor Bernoulli::entropy() const {
  return cross_entropy(logits(), probs());
}

Tensor Bernoulli::variance() const {
  const Tensor p = probs();
  return p * (1 - p);
}

Tensor Bernoulli::draw(const Shape& shape, Generator& generator) const {
  return bernoulli(expand(probs(), shape), generator);
}

// ---- Categorical ----

Categorical::Categorical(const Tensor& probs, bool validate_args)
    : Categorical(ProbsOrLogits{.probs = probs}, validate_args) {}

Categorical::Categorical(const ProbsOrLogits& parameter, bool validate_args)
    : DiscreteDistribution("Categorical", parameter, validate_args) {
  const Tensor& x = this->parameter();
  const char* const what = is_logits() ? "logits" : "probs";
  Shape batch = x.shape();
  if (batch.empty() || batch.back() == 0) {
    throw ShapeError(
        fmt::format("Categorical: {} are {}, expected [..., categories] with at least "
                    "one category",
                    what, batch));
  }
  batch.erase(batch.size() - 1);
  set_batch_shape(batch);
  if (is_logits()) {
    set_parameter(x - logsumexp(x, -1, true));
    check("log(probs)", this->parameter(), kReal);
  } else {
    check("probs", x, kNonnegative);
    const Tensor total = sum(x, -1, true);
    check("sum(probs)", total, kPositiveAndFinite);
    set_parameter(x / total);
  }
}

Tensor Categorical::probs() const {
  return is_logits() ? softmax(parameter(), -1) : parameter();
}

Tensor Categorical::logits() const {
  return is_logits() ? parameter() : log(clamped(parameter()));
}

Tensor Categorical::log_prob(const Tensor& value) const {
  check_value(value, int64);
  const Index last = num_events() - 1;
  if (validates()) {
    check_elements("Categorical: value", value, value >= 0 && value <= last,
                   fmt::format("in [0, {}]", last));
  }
  Shape shape = broadcast_shapes("Categorical", value.shape(), batch_shape());
  shape.push_back(1);
  const Tensor indices = expand(unsqueeze(value, -1), shape);
  shape.back() = num_events();
  return squeeze(gather(expand(logits(), shape), -1, indices), -1);
}

Tensor Categorical::entropy() const {
  // The least number in place of -inf: its product with probability 0 is 0.
  const double least = dtype() == float32 ? std::numeric_limits<float>::lowest()
                                          : std::numeric_limits<double>::lowest();
  const Tensor finite = clamp(logits(), least, std::numeric_limits<double>::infinity());
  return -sum(finite * probs(), -1);
}

Tensor Categorical::mean() const {
  return full(batch_shape(), std::numeric_limits<double>::quiet_NaN(), dtype());
}

Tensor Categorical::variance() const {
  return mean();
}

Tensor Categorical::draw(const Shape& shape, Generator& generator) const {
  const std::size_t own = shape.size() - batch_shape().size();
  const Index count = checked_numel("Categorical", Shape(std::span(shape.begin(), own)));
  const Tensor rows = reshape(probs(), {numel(batch_shape()), num_events()});
  return contiguous(reshape(transpose(multinomial(rows, count, true, generator), 0, 1), shape));
}

}  // namespace xgrad::distributions
