// Whether elements lie in the same memory: within one array, or in two.
#pragma once

#include <xgrad/core/array.hpp>

#include <string_view>

namespace xgrad {

/// Positions of the first and the last element in the buffer; `last < first` for an empty array.
struct Extent {
  Index first = 0;
  Index last = -1;
};

/// The part of its buffer that an array covers.
Extent extent_of(const Array& x);

/// True when two elements of `x` are one element of its buffer, as in an expanded array.
bool has_coinciding_elements(const Array& x);

/// True when both arrays have the same elements of one buffer in the same places.
bool is_same_view(const Array& a, const Array& b);

/// False when no element of the buffer belongs to both arrays. True for arrays that overlap, and
/// for some whose elements alternate.
bool may_overlap(const Array& a, const Array& b);

/// Throws ValueError, naming `op`, when elements of `target` coincide, so that a write to one
/// changes another.
void check_distinct_elements(std::string_view op, const Array& target);

}  // namespace xgrad
