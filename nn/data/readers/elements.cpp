// Checks the declared sizes of arrays in files against the bytes that are there, and widens numbers.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/readers/elements.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace xgrad::nn::data {
namespace {

using Kind = StoredType::Kind;

struct Half {
  std::uint16_t bits;
  explicit operator float() const {  // exact, as float32 has more digits and exponents
    const int exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
    const float magnitude = exponent == 0x1F ? (fraction ? std::numeric_limits<float>::quiet_NaN()
                                                         : std::numeric_limits<float>::infinity())
                            : exponent == 0
                                ? std::ldexp(static_cast<float>(fraction), -24)
                                : std::ldexp(static_cast<float>(fraction | 0x400), exponent - 25);
    return bits >> 15 ? -magnitude : magnitude;
  }
  explicit operator double() const { return static_cast<float>(*this); }
  explicit operator std::int64_t() const { return static_cast<std::int64_t>(float(*this)); }
  explicit operator bool() const { return (bits & 0x7FFF) != 0; }
};

// A byte of the file; a bool that is neither 0 nor 1 would be undefined behaviour.
enum class Truth : std::uint8_t {};

// Calls `action` with a value-initialised number of the C++ type.
template <class Action>
void visit_stored(const StoredType& type, const Action& action) {
  switch (type.kind) {
    case Kind::floating:
      return type.size == 2 ? action(Half{}) : type.size == 4 ? action(float{}) : action(double{});
    case Kind::signed_integer:
      return type.size == 1   ? action(std::int8_t{})
             : type.size == 2 ? action(std::int16_t{})
             : type.size == 4 ? action(std::int32_t{})
                              : action(std::int64_t{});
    case Kind::unsigned_integer:
      return type.size == 1   ? action(std::uint8_t{})
             : type.size == 2 ? action(std::uint16_t{})
                              : action(std::uint32_t{});
    case Kind::boolean:
      return action(Truth{});
  }
}

template <class Stored, class T>
void convert(const char* bytes, ByteOrder order, std::span<T> elements) {
  for (T& element : elements) {
    char memory[sizeof(Stored)];
    std::memcpy(memory, bytes, sizeof(Stored));
    if (order == ByteOrder::big) std::reverse(std::begin(memory), std::end(memory));
    const auto value = std::bit_cast<Stored>(memory);
    if constexpr (std::is_same_v<Stored, Truth>) {
      element = static_cast<T>(value != Truth{0});
    } else {
      element = static_cast<T>(value);  // NOLINT(bugprone-signed-char-misuse): int8 is a number
    }
    bytes += sizeof(Stored);
  }
}

// The shape of `sizes` when exactly its elements remain.
Shape checked_shape(const Input& input, const StoredType& type,
                    std::span<const std::uint64_t> sizes) {
  if (sizes.size() > kMaxRank) {
    input.reject(fmt::format("{} axes, at most {} are supported", sizes.size(), kMaxRank));
  }
  Shape shape;
  std::uint64_t bytes = type.size, extent = 1;  // strides of an empty array are products of sizes
  bool fits = true;
  for (const std::uint64_t size : sizes) {
    fits = fits && !__builtin_mul_overflow(extent, std::max<std::uint64_t>(size, 1), &extent) &&
           extent <= static_cast<std::uint64_t>(kMostElements) &&
           !__builtin_mul_overflow(bytes, size, &bytes);
    shape.push_back(static_cast<Index>(size));
  }
  if (!fits) input.reject(fmt::format("shape [{}] is too large", fmt::join(sizes, ", ")));
  if (bytes != input.rest().size()) {
    input.reject(
        fmt::format("{}: {}-byte elements of shape {} take {} bytes at byte {}, {} bytes are there",
                    bytes > input.rest().size() ? "truncated" : "too long", type.size, shape, bytes,
                    input.offset(), input.rest().size()));
  }
  return shape;
}

}  // namespace

DType natural_dtype(const StoredType& type) {
  if (type.kind == Kind::floating) return type.size == 8 ? float64 : float32;
  return type.kind == Kind::boolean ? bool_ : int64;
}

Array take_elements(Input& input, const StoredType& type, std::span<const std::uint64_t> sizes,
                    std::optional<DType> dtype) {
  const DType natural = natural_dtype(type);
  const DType wanted = dtype.value_or(natural);
  if (!is_floating(wanted) && wanted != natural) {
    throw DTypeError(fmt::format("'{}' has {} elements, which cannot be read as {}", input.name(),
                                 natural, wanted),
                     fmt::format("read them as {} or as a floating dtype", natural));
  }
  Array array = Array::empty(checked_shape(input, type, sizes), wanted);
  const char* bytes = input.take(input.rest().size(), "elements").data();
  visit_stored(type, [&]<class Stored>(Stored) {
    visit_dtype(wanted, [&]<class T>(T) {
      convert<Stored>(bytes, type.order,
                      std::span(array.mutable_data<T>(), static_cast<std::size_t>(array.numel())));
    });
  });
  return array;
}

}  // namespace xgrad::nn::data
