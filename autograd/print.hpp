// Tensors as text.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <iosfwd>
#include <string>

namespace xgrad {

/// The elements, dtype and shape as `to_string(Array)` gives them; "undefined" without a value.
std::string to_string(const Tensor& x);

/// Writes `to_string(x)`.
std::ostream& operator<<(std::ostream& stream, const Tensor& x);

}  // namespace xgrad
