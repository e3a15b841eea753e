// Runs compiled formulas on vectors.
#pragma once

#include <xgrad/core/formula/kernels.hpp>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace formula_test {

template <class T>
using Columns = std::vector<std::vector<T>>;

/// The kernel of a pair that computes in T.
template <class T>
xgrad::formula::Kernel pick(const xgrad::formula::Kernel (&pair)[2]) {
  return pair[std::is_same_v<T, double> ? 1 : 0];
}

/// Runs a kernel over one axis; an empty column to read is an absent gradient.
template <class T>
Columns<T> run(xgrad::formula::Kernel kernel, const void* closure, Columns<T> reads, int writes) {
  const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(reads.at(0).size());
  const std::ptrdiff_t stride = 1;
  Columns<T> results(static_cast<std::size_t>(writes),
                     std::vector<T>(static_cast<std::size_t>(size), T(7)));
  std::vector<xgrad::formula::Operand> operands;
  for (auto& column : reads)
    operands.push_back({column.empty() ? nullptr : column.data(), &stride});
  for (auto& column : results) operands.push_back({column.data(), &stride});
  kernel(closure, {1, &size}, operands.data());
  return results;
}

/// How far a result is from the truth, in units in the last place of the truth; subnormal truths
/// count as reached.
template <class T>
double ulps(T result, long double truth) {
  const T rounded = static_cast<T>(truth);
  if (std::isnan(rounded) || std::isnan(result))
    return std::isnan(rounded) == std::isnan(result) ? 0 : INFINITY;
  if (std::isinf(rounded) || std::isinf(result)) return rounded == result ? 0 : INFINITY;
  if (std::fabs(rounded) < std::numeric_limits<T>::min())
    return std::fabs(result) <= std::numeric_limits<T>::min() ? 0 : INFINITY;
  int exponent = 0;
  std::frexp(rounded, &exponent);
  const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(result) - truth) / unit);
}

}  // namespace formula_test
