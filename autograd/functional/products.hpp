// Products of Jacobians and Hessians with vectors, without the matrices.
#pragma once

#include <xgrad/autograd/functional/subject.hpp>

namespace xgrad::functional {

/// The output of a function and a product.
struct OutputAndProduct {
  Tensor output, product;
};
/// The outputs of a function and a product for each input, or for each output.
struct OutputsAndProducts {
  std::vector<Tensor> outputs, products;
};

/// The product v^T J of vectors with the Jacobian: one tensor for each input. `v` has a tensor for
/// each output, with its shape, and may be omitted for outputs of a single element. Costs one
/// gradient. Throws ShapeError, DTypeError, ValueError.
OutputsAndProducts vjp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v = {}, const Options& options = {});

/// The product J v of the Jacobian with vectors: one tensor for each output. `v` has a tensor for
/// each input, with its shape, and may be omitted for inputs of a single element. The backward pass
/// is linear in the gradient it starts with, and J v is its derivative: costs two to four gradients
/// with create_graph. Throws ShapeError, DTypeError, ValueError.
OutputsAndProducts jvp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v = {}, const Options& options = {});

/// The product H v of the Hessian of a function of a single element: one tensor for each input.
/// `v` has a tensor for each input. H is symmetric, so that this is PyTorch's `vhp`, too. Costs
/// three to five gradients. Throws ShapeError, DTypeError, ValueError.
OutputsAndProducts hvp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v = {}, const Options& options = {});

/// `hvp` for a function of captured leaves, such as the parameters of a module. The result has no
/// graph. Throws GraphError for variables that require no gradients.
OutputsAndProducts hvp_of(const std::function<Tensor()>& function,
                          const std::vector<Tensor>& variables, const std::vector<Tensor>& v,
                          const Options& options = {});

/// One of `vjp`, `jvp` and `hvp`.
using Product = OutputsAndProducts (*)(const TensorFunction&, const std::vector<Tensor>&,
                                       const std::vector<Tensor>&, const Options&);

/// The implementation of the overloads below: calls one of the functions above with lists of one tensor.
OutputAndProduct product_of_one(const char* call, Product product, const TensorFunction& function,
                                const Tensor& input, const Tensor& v, const Options& options);

/// The functions above for one input, and for `vjp` and `jvp` one output.
template <TensorLike Input>
OutputAndProduct vjp(const TensorFunction& function, const Input& input, const Tensor& v = {},
                     const Options& options = {}) {
  return product_of_one("vjp", &vjp, function, input, v, options);
}
template <TensorLike Input>
OutputAndProduct jvp(const TensorFunction& function, const Input& input, const Tensor& v = {},
                     const Options& options = {}) {
  return product_of_one("jvp", &jvp, function, input, v, options);
}
template <TensorLike Input>
OutputAndProduct hvp(const TensorFunction& function, const Input& input, const Tensor& v = {},
                     const Options& options = {}) {
  return product_of_one("hvp", &hvp, function, input, v, options);
}

}  // namespace xgrad::functional
