// Continuous distributions. Their parameters are tensors that broadcast, or numbers.
#pragma once

#include <xgrad/autograd/distributions/distribution.hpp>

namespace xgrad::distributions {

/// The normal distribution with mean `loc` and standard deviation `scale`, which is positive.
class Normal final : public ReparameterizedDistribution {
 public:
  Normal(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args = true);

  const Tensor& loc() const { return parameter(0); }
  const Tensor& scale() const { return parameter(1); }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override { return loc(); }
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

/// The uniform distribution on [low, high), with low < high; the density at `high` is 0.
class Uniform final : public ReparameterizedDistribution {
 public:
  Uniform(const TensorOrNumber& low, const TensorOrNumber& high, bool validate_args = true);

  const Tensor& low() const { return parameter(0); }
  const Tensor& high() const { return parameter(1); }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override;
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

/// The exponential distribution with density rate e^(-rate x) for x >= 0; `rate` is positive.
class Exponential final : public ReparameterizedDistribution {
 public:
  explicit Exponential(const TensorOrNumber& rate, bool validate_args = true);

  const Tensor& rate() const { return parameter(0); }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override;
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

/// The Laplace distribution with density e^(-|x - loc| / scale) / (2 scale); `scale` is positive.
class Laplace final : public ReparameterizedDistribution {
 public:
  Laplace(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args = true);

  const Tensor& loc() const { return parameter(0); }
  const Tensor& scale() const { return parameter(1); }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override { return loc(); }
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

/// The Gumbel distribution of loc - scale log(-log(u)) with u uniform; `scale` is positive.
class Gumbel final : public ReparameterizedDistribution {
 public:
  Gumbel(const TensorOrNumber& loc, const TensorOrNumber& scale, bool validate_args = true);

  const Tensor& loc() const { return parameter(0); }
  const Tensor& scale() const { return parameter(1); }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  Tensor mean() const override;
  Tensor variance() const override;

 private:
  Tensor draw(const Shape& shape, Generator& generator) const override;
};

}  // namespace xgrad::distributions
