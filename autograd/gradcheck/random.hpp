// Random vectors for checks, reproducible on all platforms.
#pragma once

#include <xgrad/autograd/gradcheck/point.hpp>
#include <xgrad/core/generator.hpp>

namespace xgrad::check {

/// A stream of random vectors.
class Random {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}

  /// Standard normal values.
  Vector normal(std::size_t size) {
    Vector result(size);
    generator_.fill_normal(result.data(), static_cast<Index>(size), 0, 1);
    return result;
  }
  /// Uniform values in [-1, 1).
  Vector uniform(std::size_t size) {
    Vector result(size);
    generator_.fill_uniform(result.data(), static_cast<Index>(size), -1, 1);
    return result;
  }
  /// Random signs, 1 or -1.
  Vector signs(std::size_t size) {
    Vector result = uniform(size);
    for (double& value : result) value = value < 0 ? -1 : 1;
    return result;
  }
  /// A random integer from 0 to count - 1.
  std::size_t below(std::size_t count) {
    std::int64_t result = 0;
    generator_.fill_randint(&result, 1, 0, static_cast<std::int64_t>(count));
    return static_cast<std::size_t>(result);
  }

 private:
  Generator generator_;
};

}  // namespace xgrad::check
