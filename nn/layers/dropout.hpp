// Dropout: random zeros while training.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// What dropout multiplies by: 0 with probability `p`, else 1 / (1 - p).   -> shape
/// For masks that are used more than once. Throws ValueError unless 0 <= p <= 1, DTypeError unless
/// floating.
Tensor dropout_mask(const Shape& shape, double p, DType dtype = float32,
                    Generator& generator = default_generator());

/// Each element becomes 0 with probability `p`, else it is divided by 1 - p.   x.shape -> x.shape
/// `x` itself for p = 0. Of a recurrent weight, once per sequence, this is DropConnect (Wan et al.
/// 2013, Merity et al. 2018). Throws ValueError unless 0 <= p <= 1, DTypeError unless floating.
Tensor dropout(const Tensor& x, double p, Generator& generator = default_generator());

/// Which axis of a sequence is time.
struct LockedDropoutOptions {
  /// Sequences are [batch, time, features] rather than [time, batch, features].
  bool batch_first = false;
};

/// Dropout with one mask for all time steps: a feature of a sequence is dropped throughout or not
/// at all (variational dropout, Gal & Ghahramani 2016).   [time, batch, features] or, for a single
/// sequence, [time, features] -> x.shape   Throws as `dropout`; ShapeError for other ranks.
Tensor locked_dropout(const Tensor& x, double p, LockedDropoutOptions options = {},
                      Generator& generator = default_generator());

/// `dropout` while training, nothing otherwise (Srivastava et al. 2014).
class Dropout : public Module<Dropout> {
 public:
  /// The generator must outlive the module. Throws ValueError unless 0 <= p <= 1.
  explicit Dropout(double p = 0.5, Generator& generator = default_generator());

  /// x.shape -> x.shape
  Tensor forward(const Tensor& x) const;
  std::string details() const override;

 private:
  double p_;
  Generator* generator_;
};

/// `locked_dropout` while training, nothing otherwise.
class LockedDropout : public Module<LockedDropout> {
 public:
  /// The generator must outlive the module. Throws ValueError unless 0 <= p <= 1.
  explicit LockedDropout(double p = 0.5, LockedDropoutOptions options = {},
                         Generator& generator = default_generator());

  /// [time, batch, features] -> [time, batch, features]
  Tensor forward(const Tensor& x) const;
  std::string details() const override;

 private:
  double p_;
  LockedDropoutOptions options_;
  Generator* generator_;
};

}  // namespace xgrad::nn
