// Special functions of numbers that the C++ library lacks, or has only with a global variable.
#pragma once

namespace xgrad::kernels {

/// log |gamma(x)|, infinite at 0, -1, -2, ...; unlike std::lgamma safe to call on several threads.
double log_gamma(double x);

/// The derivative number `order` of digamma, which is number 0. At the poles 0, -1, -2, ... it is
/// infinite, but digamma is NaN at -1, -2, ...
double polygamma(double order, double x);

/// The number whose error function is y; infinite for -1 and 1, NaN beyond.
double erf_inverse(double y);

}  // namespace xgrad::kernels
