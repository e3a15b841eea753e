// Discrete distributions, given by probabilities or by logits.
#pragma once

#include <xgrad/autograd/distributions/distribution.hpp>

namespace xgrad::distributions {

/// The parameter of a discrete distribution, one of the two: Categorical({.logits = x}).
struct ProbsOrLogits {
  Tensor probs = {};
  Tensor logits = {};
};

/// A distribution with probabilities or logits, one of which is computed from the other.
class DiscreteDistribution : public Distribution {
 protected:
  /// Throws ValueError unless one of the two is given, DTypeError unless it is floating.
  DiscreteDistribution(const char* name, const ProbsOrLogits& parameter, bool validate_args);

  const Tensor& parameter() const { return is_logits_ ? parameter_.logits : parameter_.probs; }
  bool is_logits() const { return is_logits_; }
  DType dtype() const { return parameter().dtype(); }
  void set_parameter(const Tensor& x) { (is_logits_ ? parameter_.logits : parameter_.probs) = x; }

 private:
  ProbsOrLogits parameter_;
  bool is_logits_;
};

/// The distribution of 1 with probability `probs`, else 0; `logits` are log(probs / (1 - probs)).
/// Values and samples have the dtype of the parameter.
class Bernoulli final : public DiscreteDistribution {
 public:
  explicit Bernoulli(const TensorOrNumber& probs, bool validate_args = true);
  explicit Bernoulli(const ProbsOrLogits& parameter, bool validate_args = true);

  /// The probability of 1.   -> batch_shape
  Tensor probs() const;
  /// The logits; those of probabilities are finite, because these are clamped to [eps, 1 - eps].
  /// -> batch_shape
  Tensor logits() const;
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override { return probs(); }
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

/// The distribution of the indices of the last axis of `probs`, which are divided by their sum, or of
/// `logits`, which may be -inf. Values and samples are int64.
class Categorical final : public DiscreteDistribution {
 public:
  explicit Categorical(const Tensor& probs, bool validate_args = true);
  explicit Categorical(const ProbsOrLogits& parameter, bool validate_args = true);

  /// The number of categories.
  Index num_events() const { return parameter().shape().back(); }
  /// The probabilities, which sum to 1.   -> batch_shape + [num_events]
  Tensor probs() const;
  /// Their logarithms; those of probabilities are finite, because these are clamped to
  /// [eps, 1 - eps].
  /// -> batch_shape + [num_events]
  Tensor logits() const;
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  /// NaN, as in PyTorch: category indices have no mean.
  Tensor mean() const override;
  /// NaN, as the mean.
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

}  // namespace xgrad::distributions
