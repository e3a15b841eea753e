// Perplexity and bits per token of language models.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/metrics/totals.hpp>

#include <cstdint>

namespace xgrad::nn {

/// exp of the mean of `tokens` negative log-likelihoods in nats, given their sum; NaN for no tokens, inf
/// beyond the range of double. Throws ValueError for a negative number of tokens.
double perplexity(double nll, Index tokens);

/// The mean of `tokens` negative log-likelihoods in bits, given their sum in nats; NaN for no tokens. With
/// the number of characters or bytes instead of the tokens, bits per character or byte. Throws ValueError
/// for a negative number of tokens.
double bits_per_token(double nll, Index tokens);

/// Options of `Perplexity`.
struct PerplexityOptions {
  /// Targets of this value do not count.
  std::int64_t ignore_index = -100;
};

/// exp of the mean negative log-likelihood of all targets. A likelihood of NaN makes the results NaN.
class Perplexity : public MetricTotals<double, Index> {
 public:
  explicit Perplexity(const PerplexityOptions& options = {});

  /// Counts a batch of targets, with `cross_entropy` in float64. Where the mask is false, nothing is read.
  /// [..., classes], int64 [...], bool [...]
  /// Throws as `cross_entropy`.
  void update(const Tensor& logits, const Tensor& target, const Tensor& mask = {});
  /// Counts targets of which the sum of the negative log-likelihoods, in nats, is known. Throws
  /// ValueError for a number of tokens that is negative or too large.
  void update(double nll, Index tokens);

  /// NaN before the first target.
  double compute() const { return perplexity(sum(), count()); }
  /// The mean negative log-likelihood in nats: the mean loss.
  double loss() const { return mean(); }
  /// The mean negative log-likelihood in bits.
  double bits_per_token() const { return nn::bits_per_token(sum(), count()); }
  /// For tokens that together have this number of characters. Throws ValueError for a negative one.
  double bits_per_character(Index characters) const {
    return nn::bits_per_token(sum(), characters);
  }

 private:
  PerplexityOptions options_;
};

/// The perplexity of one batch.   [..., classes], int64 [...], bool [...]
/// Throws as `cross_entropy`.
double perplexity(const Tensor& logits, const Tensor& target, const PerplexityOptions& options = {},
                  const Tensor& mask = {});

}  // namespace xgrad::nn
