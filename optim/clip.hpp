// Bounding gradients, between backward() and step().
#pragma once

#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Options of clip_grad_norm_.
struct ClipNormOptions {
  /// p of the norm (sum |g|^p)^(1/p); infinity takes the largest |g|.
  double norm_type = 2;
  /// Throw NumericError, and change nothing, when the norm is NaN or infinite.
  bool error_if_nonfinite = false;
};

/// Norm of all gradients together, as if they were one vector; infinite where it is beyond double.
/// If it exceeds `max_norm`, the gradients are scaled to have that norm, however large they are.
/// As in PyTorch, a NaN among them makes all of them NaN, and where some are infinite, these become
/// NaN and the others 0. Parameters without a gradient do not matter. Throws ValueError for a
/// negative `max_norm` and a `norm_type` that is not positive.
double clip_grad_norm_(const ParameterList& parameters, double max_norm,
                       const ClipNormOptions& options = {});

/// Moves every element of the gradients into [-clip_value, clip_value]; NaN stays. Throws
/// ValueError for a negative bound.
void clip_grad_value_(const ParameterList& parameters, double clip_value);

}  // namespace xgrad::optim
