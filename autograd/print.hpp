// Printing of tensors, shapes and dtypes.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <iosfwd>
#include <string>

namespace xgrad {

/// The elements, dtype and shape as in `to_string(Array)`; "undefined" for an undefined tensor.
std::string to_string(const Tensor& x);

/// Writes `to_string(x)`.
std::ostream& operator<<(std::ostream& stream, const Tensor& x);
/// Writes sizes or strides as "[3, 4]".
std::ostream& operator<<(std::ostream& stream, const Dims& dims);
/// Writes the name of a dtype, "float32".
std::ostream& operator<<(std::ostream& stream, DType dtype);

}  // namespace xgrad
