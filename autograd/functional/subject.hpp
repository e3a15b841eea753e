// The function that a call differentiates, and its inputs.
#pragma once

#include <xgrad/autograd/gradcheck/gradcheck.hpp>

namespace xgrad::functional {

/// A function to differentiate: from tensors to a Tensor, or to a tuple, array or vector of
/// Tensors. It takes a `std::vector<Tensor>`, or one, two or three Tensors.
using TensorFunction = CheckedFunction;

/// Options of all functions of this namespace.
struct Options {
  /// Records the results, so that they can be differentiated with respect to the inputs.
  bool create_graph = false;
  /// Throws GraphError for an output or a derivative that does not depend on an input, instead of
  /// returning zeros.
  bool strict = false;
};

/// A tensor, or what converts to one, such as a parameter; no list in braces.
template <class T>
concept TensorLike = std::is_convertible_v<const T&, const Tensor&>;

/// The inputs of a function as variables of their own, and its outputs for them. The tensors of the
/// caller, and their gradients, are not modified.
struct Evaluation {
  std::vector<Tensor> variables, outputs;
};

/// Evaluates the function for differentiation. Throws ValueError, naming `call`, for no or undefined
/// inputs and outputs, and DTypeError for inputs that are not floating-point.
Evaluation evaluated(const char* call, const TensorFunction& function,
                     const std::vector<Tensor>& inputs, const Options& options);

/// The only output of a function that must return a single element. Throws ShapeError, ValueError.
const Tensor& checked_scalar(const char* call, const std::vector<Tensor>& outputs);

/// Throws unless there is one vector for each tensor, with its shape and dtype. Without vectors,
/// returns ones if all tensors have a single element.
std::vector<Tensor> checked_vectors(const char* call, const std::vector<Tensor>& vectors,
                                    const char* kind, const std::vector<Tensor>& tensors);

/// The gradients of the sum of products `outputs` * `weights` with respect to `inputs`; zeros for
/// inputs on which the outputs do not depend, or GraphError if `strict`.
std::vector<Tensor> gradients_of(const char* call, const std::vector<Tensor>& outputs,
                                 const std::vector<Tensor>& weights,
                                 const std::vector<Tensor>& inputs, const Options& options);

/// The results without their graphs, unless create_graph is set.
std::vector<Tensor> handed_out(std::vector<Tensor> results, const Options& options);

/// The only element of a list. Throws ValueError, naming `call`, for a function of several outputs.
Tensor single(const char* call, std::vector<Tensor> list);

}  // namespace xgrad::functional
