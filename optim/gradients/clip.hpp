// Gradient clipping, between backward() and step().
#pragma once

#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Options of clip_grad_norm_.
struct ClipNormOptions {
  /// p of the norm (sum |g|^p)^(1/p); infinity gives the largest |g|.
  double norm_type = 2;
  /// Throws NumericError, without changes, when the norm is NaN or infinite.
  bool error_if_nonfinite = false;
};

/// Clips the norm of all gradients, as if they were one vector, to `max_norm` and returns the
/// original norm, which is infinite beyond double. If it exceeds `max_norm`, the gradients are
/// scaled to have that norm, however large they are. As in PyTorch, a NaN element makes all
/// gradients NaN, and infinite elements become NaN and the others 0. Parameters without a gradient
/// are ignored. Throws ValueError for a negative `max_norm` and a `norm_type` that is not positive.
double clip_grad_norm_(const ParameterList& parameters, double max_norm,
                       const ClipNormOptions& options = {});

/// Clips the norm of each list of parameters by itself, as `clip_grad_norm_` does, and returns the
/// original norms. Throws ValueError also when a parameter is in several lists; no gradient of any
/// list is changed then.
std::vector<double> clip_grad_norm_per_group_(const std::vector<ParameterList>& groups,
                                              double max_norm, const ClipNormOptions& options = {});

/// Clamps every element of the gradients to [-clip_value, clip_value]; NaN is unchanged. Throws
/// ValueError for a negative bound.
void clip_grad_value_(const ParameterList& parameters, double clip_value);

}  // namespace xgrad::optim
