// Padding of axes.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <cstdint>
#include <vector>

namespace xgrad {

/// The elements that `pad` adds.
enum class PadMode : std::uint8_t {
  constant,   ///< a number
  reflect,    ///< the elements mirrored at the first and last one, which are not repeated
  replicate,  ///< the first and last element
  circular,   ///< the elements of the other end
};

/// Pads axes at both ends; `widths` are those before and after the last axis, then the axis before it,
/// and so on.
/// [..., n, m] by {a, b, c, d} -> [..., c + n + d, a + m + b]
/// Negative widths crop, with PadMode::constant only. Throws ShapeError for more widths than axes, an
/// odd number of them, widths that the mode cannot fill, or a result of negative size; ValueError for
/// negative widths in other modes and for a value beyond int64 with int64 x.
Tensor pad(const Tensor& x, const std::vector<Index>& widths, PadMode mode = PadMode::constant,
           Scalar value = 0);

}  // namespace xgrad
