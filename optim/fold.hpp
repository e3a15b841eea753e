// Reductions in double precision, whatever the dtype of the elements.
#pragma once

#include <xgrad/core/shape.hpp>

#include <cmath>
#include <functional>

namespace xgrad::optim {

/// Reduces `start` and term(i), for i from 0 to count - 1, with `join`, of which 0 is the neutral
/// element. Several partial results keep the processor's pipeline full.
template <class Term, class Join>
double fold(Index count, const Term& term, const Join& join, double start = 0) {
  constexpr Index kParts = 8;
  const Index whole = count / kParts * kParts;
  double parts[kParts] = {};
  for (Index i = 0; i < whole; i += kParts) {
    for (Index k = 0; k < kParts; ++k) parts[k] = join(parts[k], term(i + k));
  }
  for (Index i = whole; i < count; ++i) parts[0] = join(parts[0], term(i));
  for (const double part : parts) start = join(start, part);
  return start;
}

/// The sum of term(i) for i from 0 to count - 1.
template <class Term>
double sum_of(Index count, const Term& term) {
  return fold(count, term, std::plus<>());
}

/// The larger of two numbers that are not negative; NaN if one of them is.
inline double larger_of(double a, double b) {
  return b > a || std::isnan(b) ? b : a;
}

}  // namespace xgrad::optim
