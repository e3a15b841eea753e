// Widens the numbers of files element by element, without assumptions about their alignment.
#include <xgrad/core/io/stored_numbers.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace xgrad::io {
namespace {

using Kind = StoredType::Kind;

// A number of 2 bytes, all of whose values are float32 numbers.
struct Half {
  std::uint16_t bits;
  operator float() const {
    const std::uint32_t sign = (bits & 0x8000U) << 16, magnitude = bits & 0x7FFFU;
    if (magnitude < 0x400) {  // subnormal
      return static_cast<float>(magnitude) * (sign ? -0x1p-24F : 0x1p-24F);
    }
    // The difference of the exponents' biases, and of their values for infinity and NaN.
    const std::uint32_t exponent = magnitude < 0x7C00 ? 127 - 15 : 255 - 31;
    return std::bit_cast<float>(sign | ((magnitude << 13) + (exponent << 23)));
  }
};

struct BFloat16 {
  std::uint16_t bits;
  operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

// A byte of the file; a bool that is neither 0 nor 1 would be undefined behaviour.
enum class Truth : std::uint8_t {};

// Calls `action` with a value-initialised number of the C++ type.
template <class Action>
bool visit_stored(const StoredType& type, const Action& action) {
  switch (type.kind) {
    case Kind::floating:
      return type.size == 2 ? action(Half{}) : type.size == 4 ? action(float{}) : action(double{});
    case Kind::bfloat:
      return action(BFloat16{});
    case Kind::signed_integer:
      return type.size == 1   ? action(std::int8_t{})
             : type.size == 2 ? action(std::int16_t{})
             : type.size == 4 ? action(std::int32_t{})
                              : action(std::int64_t{});
    case Kind::unsigned_integer:
      return type.size == 1   ? action(std::uint8_t{})
             : type.size == 2 ? action(std::uint16_t{})
             : type.size == 4 ? action(std::uint32_t{})
                              : action(std::uint64_t{});
    case Kind::boolean:
      break;
  }
  return action(Truth{});
}

template <class Stored, class T>
bool convert_elements(const std::byte* bytes, ByteOrder order, std::span<T> elements) {
  for (T& element : elements) {
    std::byte memory[sizeof(Stored)];
    std::memcpy(memory, bytes, sizeof(Stored));
    if (order == ByteOrder::big) std::reverse(std::begin(memory), std::end(memory));
    const auto value = std::bit_cast<Stored>(memory);
    if constexpr (std::is_same_v<Stored, Truth>) {
      element = static_cast<T>(value != Truth{0});
    } else if constexpr (std::is_same_v<Stored, std::uint64_t> && std::is_integral_v<T>) {
      if (value > static_cast<std::uint64_t>(INT64_MAX)) return false;
      element = static_cast<T>(value);
    } else {
      element = static_cast<T>(value);  // NOLINT(bugprone-signed-char-misuse): int8 is a number
    }
    bytes += sizeof(Stored);
  }
  return true;
}

}  // namespace

DType natural_dtype(const StoredType& type) {
  switch (type.kind) {
    case Kind::floating:
      return type.size == 8 ? float64 : float32;
    case Kind::bfloat:
      return float32;
    case Kind::boolean:
      return bool_;
    case Kind::signed_integer:
    case Kind::unsigned_integer:
      break;
  }
  return int64;
}

bool convert(std::span<const std::byte> bytes, const StoredType& type, Array& array) {
  return visit_stored(type, [&]<class Stored>(Stored) {
    return visit_dtype(array.dtype(), [&]<class T>(T) {
      const std::span elements(array.mutable_data<T>(), static_cast<std::size_t>(array.numel()));
      return convert_elements<Stored>(bytes.data(), type.order, elements);
    });
  });
}

std::span<std::byte> element_bytes(const Array& array) {
  return {static_cast<std::byte*>(array.raw()),
          static_cast<std::size_t>(array.numel()) * size_of(array.dtype())};
}

}  // namespace xgrad::io
