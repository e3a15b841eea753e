// Formats of core types in messages. For .cpp files, because fmt's headers are heavy.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/axes.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <fmt/format.h>

namespace xgrad {

/// Formats a value as the text that describes it: "[3, 4]", "float32", "float32 [3, 4]", "0.5".
struct DescriptionFormatter : fmt::formatter<std::string_view> {
  template <class T>
  auto format(const T& value, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format(text(value), context);
  }

 private:
  static std::string text(const Dims& dims) { return to_string(dims); }
  static std::string_view text(const DType& dtype) { return name_of(dtype); }
  static std::string text(const Array& array) {
    return fmt::format("{} {}", name_of(array.dtype()), to_string(array.shape()));
  }
  static std::string text(const Scalar& scalar) { return to_string(scalar); }
};

}  // namespace xgrad

template <>
struct fmt::formatter<xgrad::Dims> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::Shape> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::Strides> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::Axes> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::DType> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::Array> : xgrad::DescriptionFormatter {};
template <>
struct fmt::formatter<xgrad::Scalar> : xgrad::DescriptionFormatter {};
