// Jacobians and Hessians as tensors.
#pragma once

#include <xgrad/autograd/functional/subject.hpp>

namespace xgrad::functional {

/// The Jacobian of each output with respect to each input: element [o][i] has the shape of output o
/// followed by that of input i. Costs one gradient for each element of the outputs.
/// Throws DTypeError, ValueError.
std::vector<std::vector<Tensor>> jacobian(const TensorFunction& function,
                                          const std::vector<Tensor>& inputs,
                                          const Options& options = {});

/// The Hessian of a function of a single element: element [i][j] has the shape of input i followed
/// by that of input j. Costs one `hvp` for each element of the inputs. Throws ShapeError for an
/// output of several elements, DTypeError, ValueError.
std::vector<std::vector<Tensor>> hessian(const TensorFunction& function,
                                         const std::vector<Tensor>& inputs,
                                         const Options& options = {});

/// The implementation of the overloads below.
Tensor jacobian_of_one(const TensorFunction& function, const Tensor& input, const Options& options);
Tensor hessian_of_one(const TensorFunction& function, const Tensor& input, const Options& options);

/// The Jacobian of a function of one tensor with one output.   [a...], [b...] -> [b..., a...]
template <TensorLike Input>
Tensor jacobian(const TensorFunction& function, const Input& input, const Options& options = {}) {
  return jacobian_of_one(function, input, options);
}

/// The Hessian of a function of one tensor.   [a...] -> [a..., a...]
template <TensorLike Input>
Tensor hessian(const TensorFunction& function, const Input& input, const Options& options = {}) {
  return hessian_of_one(function, input, options);
}

}  // namespace xgrad::functional
