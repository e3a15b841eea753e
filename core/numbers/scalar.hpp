// Scalar: a C++ number that operations convert to the dtype of a tensor.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/core/numbers/denormals.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace xgrad {

/// An int64 integer, stored exactly, or a double. Unsigned integers beyond int64 are stored as
/// doubles.
class Scalar {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  constexpr Scalar(T value) : integer_(0), real_(static_cast<double>(value)) {
    if constexpr (std::is_integral_v<T>) {
      if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t)) {
        if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max())) return;
      }
      integer_ = static_cast<std::int64_t>(value);
      is_integer_ = true;
    }
  }

  /// True if constructed from an integer that int64 can represent.
  constexpr bool is_integer() const { return is_integer_; }
  /// The integer; 0 for a double.
  constexpr std::int64_t integer() const { return integer_; }
  /// The nearest double.
  constexpr double real() const { return real_; }

  /// Converts to an element type T. Conversion to int64 truncates. Throws ValueError, starting with
  /// `op`, for NaN and for values beyond int64.
  template <class T>
  T to(const char* op) const {
    if constexpr (std::is_same_v<T, bool>) {
      return is_integer_ ? integer_ != 0 : real_ != 0;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      return is_integer_ ? integer_ : to_int64(op);
    } else if constexpr (std::is_same_v<T, float>) {
      return is_integer_ ? static_cast<float>(integer_) : narrowed(real_);
    } else {
      return is_integer_ ? static_cast<T>(integer_) : static_cast<T>(real_);
    }
  }

 private:
  std::int64_t to_int64(const char* op) const;

  std::int64_t integer_;
  double real_;
  bool is_integer_ = false;
};

/// The number as text.
std::string to_string(const Scalar& scalar);

/// The integer types of C++ that no dtype stands for: int, std::uint8_t and so on.
template <class T>
concept OtherInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                       !std::same_as<T, std::int64_t>;

/// Throws ValueError, naming `op`: an integer of `bits` bits cannot represent `value`.
[[noreturn]] void throw_not_representable(const char* op, const Scalar& value, int bits);

/// The value as a T. Throws ValueError, naming `op`, when T cannot represent it.
template <class T, class From>
T checked_integer(const char* op, From value) {
  if (!std::in_range<T>(value)) throw_not_representable(op, value, static_cast<int>(8 * sizeof(T)));
  return static_cast<T>(value);
}

/// Throws ValueError, naming `op` and `argument`, unless `value` is finite.
void check_finite(std::string_view op, std::string_view argument, const Scalar& value);

/// The values as a vector of T. Throws as `checked_integer`, and OutOfMemory.
template <class T, class From>
std::vector<T> checked_integers(const char* op, const std::vector<From>& values) {
  return with_out_of_memory([&]() -> std::vector<T> {
    std::vector<T> result;
    result.reserve(values.size());
    for (const From value : values) result.push_back(checked_integer<T>(op, value));
    return result;
  });
}

}  // namespace xgrad
