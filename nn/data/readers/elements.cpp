// Checks the declared sizes of arrays in files against the bytes that are there.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/readers/elements.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace xgrad::nn::data {
namespace {

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

// An array whose axes were stored in reverse order.
Array with_reversed_axes(const Array& x) {
  Shape shape = x.shape();
  Strides strides = x.strides();
  std::ranges::reverse(shape);
  std::ranges::reverse(strides);
  return x.view(shape, strides, 0);
}

}  // namespace

Array take_elements(Input& input, const StoredType& type, std::span<const std::uint64_t> sizes,
                    std::optional<DType> dtype, ElementOrder order) {
  const DType natural = io::natural_dtype(type);
  const DType wanted = dtype.value_or(natural);
  if (!is_floating(wanted) && wanted != natural) {
    throw DTypeError(fmt::format("'{}' has {} elements, which cannot be read as {}", input.name(),
                                 natural, wanted),
                     fmt::format("read them as {} or as a floating dtype", natural));
  }
  Shape shape = checked_shape(input, type, sizes);
  if (order == ElementOrder::column_major) std::ranges::reverse(shape);
  Array array = Array::empty(shape, wanted);
  const std::string_view bytes = input.take(input.rest().size(), "elements");
  if (!io::convert(std::as_bytes(std::span(bytes)), type, array)) {
    input.reject("an unsigned integer is larger than those of int64");
  }
  return order == ElementOrder::column_major ? with_reversed_axes(array) : array;
}

}  // namespace xgrad::nn::data
