// The Fourier transform of windows as products with matrices, and the bands as another one.
#include "speech/features.hpp"

#include <xgrad/core/format.hpp>
#include <xgrad/xgrad.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace speech {

using namespace xgrad;

namespace {

constexpr Index kLowestRate = 4000, kHighestRate = 200'000;
constexpr double kMelFactor = 2595, kMelCorner = 700;  // in mel and Hz

// M, float64 [frequencies, bands].
Tensor mel_bands(const Tensor& frequencies, double highest) {
  const double highest_mel = kMelFactor * std::log10(1 + highest / kMelCorner);
  const Tensor mels = linspace(0, highest_mel, LogMel::kBands + 2, float64);
  const Tensor corners = kMelCorner * expm1(mels * (std::numbers::ln10 / kMelFactor));
  const Tensor left = narrow(corners, 0, 0, LogMel::kBands);
  const Tensor centre = narrow(corners, 0, 1, LogMel::kBands);
  const Tensor right = narrow(corners, 0, 2, LogMel::kBands);
  const Tensor f = unsqueeze(frequencies, 1);
  return maximum(minimum((f - left) / (centre - left), (right - f) / (right - centre)), 0);
}

}  // namespace

LogMel::LogMel(Index sample_rate)
    : sample_rate_(sample_rate), window_(sample_rate / 40), step_(sample_rate / 50) {
  if (sample_rate < kLowestRate || sample_rate > kHighestRate) {
    throw ValueError(fmt::format("log-mel features: the sample rate is {} Hz, expected {} to {}",
                                 sample_rate, kLowestRate, kHighestRate));
  }
  const Tensor time = arange(window_).to(float64);
  const Tensor bins = arange(window_ / 2 + 1).to(float64);
  const auto n = static_cast<double>(window_);
  const double turn = 2 * std::numbers::pi / n;
  const Tensor hann = unsqueeze((1 - cos(turn * time)) / 2, 1);
  const Tensor angles =
      turn * remainder(outer(time, bins), n);  // exact multiples of a turn removed
  cosine_ = (hann * cos(angles)).to(float32);
  sine_ = (hann * sin(angles)).to(float32);
  const auto rate = static_cast<double>(sample_rate);
  bands_ = mel_bands(bins * (rate / n), rate / 2).to(float32);
}

Tensor LogMel::operator()(const Tensor& samples) const {
  if (samples.dim() != 1 || samples.size(0) < window_) {
    throw ShapeError(fmt::format("log-mel features: samples are {}, expected [n] with n >= {}",
                                 samples.shape(), window_));
  }
  const Tensor frames = unfold(samples, 0, window_, step_).contiguous();
  const Tensor power = square(matmul(frames, cosine_)) + square(matmul(frames, sine_));
  const Tensor energies = log(matmul(power, bands_) + 1e-6);
  const auto [variance, average] = var_mean(energies, 0, false, true);
  return (energies - average) / sqrt(variance + 1e-2);
}

}  // namespace speech
