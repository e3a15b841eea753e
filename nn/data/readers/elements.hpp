// Numbers as files store them, and their conversion to the elements of arrays.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <optional>
#include <span>

namespace xgrad::nn::data {

/// A number type of files: float16 to float64, int8 to int64, uint8 to uint32, or bool of 1 byte.
struct StoredType {
  enum class Kind : std::uint8_t { floating, signed_integer, unsigned_integer, boolean };
  Kind kind;
  std::uint8_t size;  // in bytes
  ByteOrder order = ByteOrder::little;
};

/// The dtype that represents all values of a stored type: float32 or float64, int64, bool.
DType natural_dtype(const StoredType& type);

/// The array whose row-major elements are the remaining bytes of `input`, which it takes, with
/// elements of `dtype`, by default the natural one.
/// -> sizes
/// Throws FormatError unless the remaining bytes are exactly those elements, before any memory is
/// allocated; DTypeError for a dtype that is neither floating nor the natural one.
Array take_elements(Input& input, const StoredType& type, std::span<const std::uint64_t> sizes,
                    std::optional<DType> dtype);

}  // namespace xgrad::nn::data
