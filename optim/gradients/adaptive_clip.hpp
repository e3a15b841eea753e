// Adaptive gradient clipping, relative to the norms of the parameters.
#pragma once

#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Options of clip_grad_adaptive_.
struct AdaptiveClipOptions {
  /// The largest ratio of a gradient's norm to that of its unit.
  double clip_factor = 0.01;
  /// Smaller norms of units count as this one, so that units of zeros can grow.
  double eps = 1e-3;
};

/// Clips the gradient of every unit by the norm of its parameters (Brock et al. 2021, section 4.1):
///   g = g * clip_factor * max(|w|, eps) / |g|   where |g| > clip_factor * max(|w|, eps)
/// A unit is one index of the first axis, such as a row of a linear layer; a parameter with fewer
/// than two axes is one unit. Norms are 2-norms in double precision. A NaN in a gradient makes the
/// gradient of its unit NaN. Parameters without a gradient are ignored. Throws ValueError unless
/// both options are positive and finite.
void clip_grad_adaptive_(const ParameterList& parameters, const AdaptiveClipOptions& options = {});

}  // namespace xgrad::optim
