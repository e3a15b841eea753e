// Printing of arrays.
#pragma once

#include <xgrad/core/array.hpp>

#include <string>

namespace xgrad {

/// The elements in nested brackets, in one format and width, followed by dtype and shape:
/// "[1.5000, 2.0000]  float32 [2]". Beyond 1000 elements, it prints only three from each end of an
/// axis.
std::string to_string(const Array& x);

/// The non-finite elements of a floating array, or its NaN only: "2 of 12 elements are not finite,
/// the first, at [0, 1], is -inf"; empty if there are none.
std::string nonfinite_elements(const Array& x, bool with_infinities = true);

}  // namespace xgrad
