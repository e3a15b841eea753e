// Arrays as text.
#pragma once

#include <xgrad/core/array.hpp>

#include <string>

namespace xgrad {

/// The elements in nested brackets, one format and width for all, with the dtype and shape behind:
/// "[1.5000, 2.0000]  float32 [2]". Beyond 1000 elements only three from each end of an axis.
std::string to_string(const Array& x);

}  // namespace xgrad
