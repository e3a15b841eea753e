// Dropout: zeroes random elements during training.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// A dropout mask, to be used more than once: 0 with probability `p`, else 1 / (1 - p).   -> shape
/// Throws ValueError unless 0 <= p <= 1, DTypeError unless the dtype is floating.
Tensor dropout_mask(const Shape& shape, double p, DType dtype = float32,
                    Generator& generator = default_generator());

/// Sets each element to 0 with probability `p` and divides the others by 1 - p.
/// x.shape -> x.shape
/// Returns `x` itself for p = 0. Applied to a recurrent weight once per sequence, it is DropConnect
/// (Wan et al. 2013, Merity et al. 2018). Throws ValueError unless 0 <= p <= 1, DTypeError unless
/// floating.
Tensor dropout(const Tensor& x, double p, Generator& generator = default_generator());

/// Options of `locked_dropout` and LockedDropout.
struct LockedDropoutOptions {
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
};

/// Dropout with one mask for all time steps: a feature is dropped at all steps of a sequence or at
/// none (variational dropout, Gal & Ghahramani 2016).
/// [time, batch, features] or, for a single sequence, [time, features] -> x.shape
/// Throws as `dropout`; ShapeError for other ranks.
Tensor locked_dropout(const Tensor& x, double p, LockedDropoutOptions options = {},
                      Generator& generator = default_generator());

/// Applies `dropout` during training; the identity otherwise (Srivastava et al. 2014).
class Dropout : public Module<Dropout> {
 public:
  /// The generator must outlive the module. Throws ValueError unless 0 <= p <= 1.
  explicit Dropout(double p = 0.5, Generator& generator = default_generator());

  /// x.shape -> x.shape
  Tensor forward(const Tensor& x) const;
  std::string extra_repr() const override;

 private:
  double p_;
  Generator* generator_;
};

/// Applies `locked_dropout` during training; the identity otherwise.
class LockedDropout : public Module<LockedDropout> {
 public:
  /// The generator must outlive the module. Throws ValueError unless 0 <= p <= 1.
  explicit LockedDropout(double p = 0.5, LockedDropoutOptions options = {},
                         Generator& generator = default_generator());

  /// [time, batch, features] -> [time, batch, features]
  Tensor forward(const Tensor& x) const;
  std::string extra_repr() const override;

 private:
  double p_;
  LockedDropoutOptions options_;
  Generator* generator_;
};

}  // namespace xgrad::nn
