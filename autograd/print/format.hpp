// Formatters of tensors, shapes and dtypes for fmt::format. A program that includes this header links
// fmt itself; <xgrad/xgrad.hpp> does not include it, because fmt's headers are heavy.
#pragma once

#include <xgrad/autograd/print.hpp>
#include <xgrad/core/format.hpp>

/// Formats a tensor as `to_string` does; a width pads the whole text.
template <>
struct fmt::formatter<xgrad::Tensor> : fmt::formatter<std::string_view> {
  auto format(const xgrad::Tensor& x, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format(xgrad::to_string(x), context);
  }
};
