// Recording of views of a part of a tensor, and of their adjoint.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {

/// How the adjoint of a view writes elements to zeros: `copy_into`, or, for views whose elements
/// coincide in memory, `add_into`.
using Place = void (*)(Array& target, const Array& source);

template <Place place = kernels::copy_into, class Cut>
Tensor placed_part(const char* name, const Tensor& part, const Shape& whole, const Cut& cut);

/// Records the view of `x` that `cut(array)` selects; the gradient is added to that part of a sum.
template <Place place = kernels::copy_into, class Cut>
Tensor part_of(const char* name, const Tensor& x, const Cut& cut) {
  return record(name, cut(x.array(name)), {x}, [name, cut, shape = x.shape(name)](const Tensor& g) {
    return Deferred{[&] { return placed_part<place>(name, g, shape, cut); },
                    [&](Array& sum) {
                      Array part = cut(sum);
                      kernels::add_into(part, g.array());
                    }};
  });
}

/// The adjoint: zeros of the shape `whole`, except for the part that `cut` selects.
template <Place place, class Cut>
Tensor placed_part(const char* name, const Tensor& part, const Shape& whole, const Cut& cut) {
  Array value = kernels::zeros(whole, part.dtype(name));
  Array view = cut(value);
  place(view, part.array());
  return record(name, std::move(value), {part},
                [name, cut](const Tensor& g) { return part_of<place>(name, g, cut); });
}

}  // namespace xgrad
