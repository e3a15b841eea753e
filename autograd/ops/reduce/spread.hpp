// How the gradient of a reduction reaches the elements that were reduced.
#pragma once

#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/kernels/reduce.hpp>

namespace xgrad {

/// Expands the result of a reduction, or its gradient, to the shape of the input.
class Spread {
 public:
  Spread(const char* op, const Tensor& x, const Axes& axes)
      : Spread(x.shape(op), kernels::Reduction(op, x.shape(op), axes, true)) {}
  Tensor operator()(const Tensor& reduced) const { return expand(reshape(reduced, kept_), shape_); }
  Index count() const { return count_; }  // number of elements reduced to one

 private:
  Spread(const Shape& shape, const kernels::Reduction& reduction)
      : shape_(shape), kept_(reduction.shape), count_(reduction.count) {}

  Shape shape_, kept_;
  Index count_;
};

}  // namespace xgrad
