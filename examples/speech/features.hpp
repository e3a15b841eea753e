// Log-mel features of sound.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace speech {

using xgrad::Index;
using xgrad::Tensor;

/// Computes the logarithm of the energy in frequency bands, in overlapping windows of 25 ms that
/// start every 20 ms, n and s samples:
///
///   w[i]    = (1 - cos(2 pi i / n)) / 2                                        (Hann)
///   P[k, j] = | sum_i w[i] x[k s + i] exp(-2 pi sqrt(-1) i j / n) |^2          0 <= j <= n / 2
///   E[k, b] = log(sum_j M[j, b] P[k, j] + 1e-6)
///   y[k, b] = (E[k, b] - mean_k E[k, b]) / sqrt(var_k E[k, b] + 1e-2)
///
/// Column b of M is a triangle over the frequencies j rate / n that rises from 0 at corner b to 1 at
/// corner b + 1 and falls to 0 at corner b + 2. The corners are spaced evenly from 0 to rate / 2 on
/// the mel scale 2595 log10(1 + f / 700) (O'Shaughnessy 1987). The last line removes the loudness and
/// the spectrum of a microphone.
class LogMel {
 public:
  /// The number of bands.
  static constexpr Index kBands = 40;

  /// The rate in Hz. Throws ValueError unless it is between 4000 and 200000.
  explicit LogMel(Index sample_rate);

  /// float32 [samples] -> float32 [(samples - n) / s + 1, kBands]
  /// Throws ShapeError for fewer samples than a window has.
  Tensor operator()(const Tensor& samples) const;

  Index sample_rate() const { return sample_rate_; }

 private:
  Index sample_rate_, window_, step_;
  Tensor cosine_, sine_;  // [n, n / 2 + 1], with the factors w
  Tensor bands_;          // [n / 2 + 1, kBands]
};

}  // namespace speech
