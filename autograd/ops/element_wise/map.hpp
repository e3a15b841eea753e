// Operations whose values are those of a function of numbers, not of a formula.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/kernels/element_wise/map.hpp>

#include <utility>

namespace xgrad {

/// Records function(x) with its pullback. Throws DTypeError, naming `name`, unless x is floating.
/// x.shape -> x.shape
template <class Pullback>
auto map(const char* name, double (*function)(double), const Tensor& x, Pullback pullback) {
  return record(name, kernels::map(name, function, x.array(name)), {x}, std::move(pullback));
}

/// Records function(a, b) with its pullbacks. Throws DTypeError, naming `name`, unless both are of
/// one floating type, and ShapeError.
/// [...] and [...] -> [...]
template <class PullbackA, class PullbackB>
auto map(const char* name, double (*function)(double, double), const Tensor& a, const Tensor& b,
         PullbackA pullback_a, PullbackB pullback_b) {
  const Array &x = a.array(name), &y = b.array(name);
  return record(name, kernels::map(name, function, x, y), {a, b}, std::move(pullback_a),
                std::move(pullback_b));
}

/// The pullback of functions whose derivative is 0 wherever it exists.
inline constexpr auto zero_gradient = [](const Tensor& g) { return zeros_like(g); };

}  // namespace xgrad
