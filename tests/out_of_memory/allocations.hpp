// Allocations that fail: the k-th that a call makes on its thread, from the heap or for the pool.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>

namespace test {

/// What is left of the memory when the k-th allocation has failed.
enum class After : std::uint8_t {
  /// The others succeed: a block was too large.
  enough,
  /// All others fail, too.
  nothing,
};

/// How a call ended.
enum class Outcome : std::uint8_t { done, out_of_memory, other_error, untyped };

inline std::ostream& operator<<(std::ostream& stream, Outcome outcome) {
  const char* const names[] = {"done", "out of memory", "another error", "an untyped error"};
  return stream << names[static_cast<std::size_t>(outcome)];
}

/// Calls `action` with its k-th allocation failing, counted from 1.
struct Failing {
  std::int64_t k;
  After after;

  Outcome call(const std::function<void()>& action) const;
};

/// Allocations that a call makes when none fails. What it needs but once is made by then.
std::int64_t allocations_of(const std::function<void()>& action);

}  // namespace test
