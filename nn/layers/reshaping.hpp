// Identity, Flatten and Unflatten.
#pragma once

#include <xgrad/nn/module/module.hpp>

namespace xgrad::nn {

/// Returns its input, in place of another layer.
struct Identity : Module<Identity> {
  /// x.shape -> x.shape
  Tensor forward(const Tensor& x) const;
};

/// Merges the axes from `first` to `last` into one.
class Flatten : public Module<Flatten> {
 public:
  explicit Flatten(Index first = 1, Index last = -1) : first_(first), last_(last) {}

  /// [batch, ...] -> [batch, n]
  /// Throws IndexError, ValueError when `first` is after `last`.
  Tensor forward(const Tensor& x) const;
  std::string extra_repr() const override;

 private:
  Index first_, last_;
};

/// Splits an axis into several.
class Unflatten : public Module<Unflatten> {
 public:
  /// One of the sizes may be -1. Throws ValueError for no sizes, or sizes that are negative.
  Unflatten(Index axis, const Shape& sizes);

  /// [..., n, ...] -> [..., a, b, ...]
  /// Throws IndexError, ShapeError when the number of elements differs.
  Tensor forward(const Tensor& x) const;
  std::string extra_repr() const override;

 private:
  Index axis_;
  Shape sizes_;
};

}  // namespace xgrad::nn
