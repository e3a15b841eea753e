// Printing of tensors.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <iosfwd>
#include <string>

namespace xgrad {

/// The elements, dtype and shape as in `to_string(Array)`; "undefined" for an undefined tensor.
std::string to_string(const Tensor& x);

/// Writes `to_string(x)`.
std::ostream& operator<<(std::ostream& stream, const Tensor& x);

}  // namespace xgrad
