// Random vectors for checks: the same everywhere for the same seed.
#pragma once

#include <xgrad/autograd/gradcheck/point.hpp>
#include <xgrad/core/generator.hpp>

namespace xgrad::check {

/// A stream of random vectors.
class Random {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}

  /// Standard normal numbers.
  Vector normal(std::size_t size) {
    Vector result(size);
    generator_.fill_normal(result.data(), static_cast<Index>(size), 0, 1);
    return result;
  }
  /// Numbers from [-1, 1).
  Vector uniform(std::size_t size) {
    Vector result(size);
    generator_.fill_uniform(result.data(), static_cast<Index>(size), -1, 1);
    return result;
  }
  /// Numbers that are 1 or -1.
  Vector signs(std::size_t size) {
    Vector result = uniform(size);
    for (double& value : result) value = value < 0 ? -1 : 1;
    return result;
  }
  /// A number from 0 to count - 1.
  std::size_t below(std::size_t count) {
    std::int64_t result = 0;
    generator_.fill_randint(&result, 1, 0, static_cast<std::int64_t>(count));
    return static_cast<std::size_t>(result);
  }

 private:
  Generator generator_;
};

}  // namespace xgrad::check
