// Gradient noise, between backward() and step().
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Options of add_grad_noise_.
struct GradNoiseOptions {
  /// The variance at step 0; the paper tries 0.01, 0.3 and 1.
  double eta = 0.01;
  /// The exponent by which the variance decreases.
  double gamma = 0.55;
};

/// Adds normal noise of variance eta / (1 + step)^gamma to every element of the gradients (Neelakantan
/// et al. 2015), and returns its standard deviation; the first step is 0. The noise is drawn for one
/// parameter after the other, in row-major order. Parameters without a gradient are ignored. Throws
/// ValueError for a negative step, for options that are negative or not finite, and when the dtype of
/// a gradient cannot represent the deviation.
double add_grad_noise_(const ParameterList& parameters, Index step,
                       const GradNoiseOptions& options = {},
                       Generator& generator = default_generator());

}  // namespace xgrad::optim
