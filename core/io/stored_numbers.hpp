// Numbers as files store them, and their conversion to the elements of arrays.
#pragma once

#include <xgrad/core/array.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace xgrad::io {

/// The order of the bytes of a number.
enum class ByteOrder : std::uint8_t { little, big };

/// A number type of files: float16 to float64, bfloat16, int8 to int64, uint8 to uint64, or bool of
/// 1 byte.
struct StoredType {
  enum class Kind : std::uint8_t { floating, bfloat, signed_integer, unsigned_integer, boolean };
  Kind kind;
  std::uint8_t size;  // in bytes
  ByteOrder order = ByteOrder::little;
};

/// The dtype of the values of a stored type: float32 or float64, int64, bool. It represents all of
/// them, except for uint64 values above those of int64.
DType natural_dtype(const StoredType& type);

/// Converts stored numbers to the elements of a contiguous array, which has the natural dtype or a
/// floating one. `bytes` are exactly those of the elements. Returns false, and leaves the elements
/// unspecified, when a uint64 exceeds int64.
[[nodiscard]] bool convert(std::span<const std::byte> bytes, const StoredType& type, Array& array);

/// The bytes of the elements of a contiguous array.
std::span<std::byte> element_bytes(const Array& array);

}  // namespace xgrad::io
