// Every differentiable operation.
#pragma once

#include <xgrad/autograd/ops/index.hpp>
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/autograd/ops/products.hpp>
#include <xgrad/autograd/ops/reduce.hpp>
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// a + b, a - b, a b and a / b, element by element; shapes broadcast.
Tensor add(const Tensor& a, const Tensor& b);
Tensor sub(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, const Tensor& b);

/// e^x, element by element.   x.shape -> x.shape
Tensor exp(const Tensor& x);

/// True where a equals b; shapes broadcast.
Tensor eq(const Tensor& a, const Tensor& b);

/// The elements of a where the condition is true, else those of b; shapes broadcast.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);

}  // namespace xgrad
