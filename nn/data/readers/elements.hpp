// The elements of arrays in files.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <optional>
#include <span>

namespace xgrad::nn::data {

using io::StoredType;

/// The array whose row-major elements are the remaining bytes of `input`, which it takes, with
/// elements of `dtype`, by default the natural one.
/// -> sizes
/// Throws FormatError unless the remaining bytes are exactly those elements, before any memory is
/// allocated; DTypeError for a dtype that is neither floating nor the natural one.
Array take_elements(Input& input, const StoredType& type, std::span<const std::uint64_t> sizes,
                    std::optional<DType> dtype);

}  // namespace xgrad::nn::data
