// Detection of elements that share memory, within one array or between two.
#pragma once

#include <xgrad/core/array.hpp>

#include <string_view>

namespace xgrad {

/// Offsets of the first and last element in the buffer; `last < first` for an empty array.
struct Extent {
  Index first = 0;
  Index last = -1;
};

/// The range of the buffer that an array covers.
Extent extent_of(const Array& x);

/// True when two elements of `x` are one element of its buffer, as in an expanded array.
bool has_coinciding_elements(const Array& x);

/// True when both arrays view one buffer with equal offset, shape and strides of their elements.
bool is_same_view(const Array& a, const Array& b);

/// False when the arrays share no element of a buffer. True for arrays that overlap, and for some
/// arrays with interleaved elements.
bool may_overlap(const Array& a, const Array& b);

/// Throws ValueError, naming `op`, when elements of `target` share memory, so that a write to one
/// would change another.
void check_distinct_elements(std::string_view op, const Array& target);

}  // namespace xgrad
