// The elements of arrays in files.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <optional>
#include <span>

namespace xgrad::nn::data {

using io::StoredType;

/// The order of the elements of an array in a file: the last or the first axis varies fastest.
enum class ElementOrder : std::uint8_t { row_major, column_major };

/// The array whose elements are the remaining bytes of `input`, which it takes, with elements of
/// `dtype`, by default the natural one. In column-major order, it is a strided view.
/// -> sizes
/// Throws FormatError unless the remaining bytes are exactly those elements, before any memory is
/// allocated; DTypeError for a dtype that is neither floating nor the natural one.
Array take_elements(Input& input, const StoredType& type, std::span<const std::uint64_t> sizes,
                    std::optional<DType> dtype, ElementOrder order = ElementOrder::row_major);

}  // namespace xgrad::nn::data
