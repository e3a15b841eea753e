// The functions that start backward passes, with their checks before and after.
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

namespace xgrad {
namespace {

Tensor checked_gradient(const char* call, const Tensor& output, const Tensor& gradient) {
  (void)output.array(call);  // throws when undefined
  if (!output.requires_grad()) {
    using Cut = TensorBody::Cut;
    const Cut cut = output.body()->cut;
    throw GraphError(
        fmt::format("{}: this tensor {} has no graph: {}", call, output.shape(),
                    cut == Cut::no_grad    ? "it was computed under NoGrad"
                    : cut == Cut::detached ? "it was detached"
                                           : "no input of what computed it needs a gradient"),
        "mark the tensors to differentiate for with requires_grad_() before computing");
  }
  if (!gradient.defined()) {
    if (output.numel() != 1) {
      throw GraphError(
          fmt::format("{}: the output has shape {}, need a single element", call, output.shape()),
          fmt::format("call backward() on mean(x) or sum(x), or pass a gradient {}",
                      output.shape()));
    }
    return Tensor(kernels::full(output.shape(), output.dtype(), 1.0));
  }
  if (gradient.shape() != output.shape()) {
    throw ShapeError(fmt::format("{}: the gradient is {}, the output is {}", call, gradient.shape(),
                                 output.shape()));
  }
  if (gradient.dtype() != output.dtype()) {
    throw DTypeError(fmt::format("{}: the gradient is {}, the output is {}", call, gradient.dtype(),
                                 output.dtype()));
  }
  return gradient;
}

std::vector<Tensor> checked_pass(const char* call, std::span<const Tensor> outputs,
                                 std::span<const Tensor> gradients, std::span<const Tensor> targets,
                                 BackwardOptions options) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    if (outputs.empty()) throw ValueError(fmt::format("{}: no output was given", call));
    if (!gradients.empty() && gradients.size() != outputs.size()) {
      throw ValueError(
          fmt::format("{}: {} gradients for {} outputs", call, gradients.size(), outputs.size()));
    }
    std::vector<Tensor> checked;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      checked.push_back(
          checked_gradient(call, outputs[i], gradients.empty() ? Tensor() : gradients[i]));
    }
    return run_pass(outputs, checked, targets, options);
  });
}

}  // namespace

void Tensor::backward(const Tensor& gradient, BackwardOptions options) const {
  checked_pass("backward", {this, 1}, {&gradient, 1}, {}, options);
}

void backward(std::span<const Tensor> outputs, std::span<const Tensor> gradients,
              BackwardOptions options) {
  checked_pass("backward", outputs, gradients, {}, options);
}

std::vector<Tensor> grad(const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs,
                         const GradOptions& options) {
  if (inputs.empty()) throw ValueError("grad: no input was given");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].requires_grad()) continue;
    throw GraphError(fmt::format("grad: input {} {} needs no gradient, so it is in no graph", i,
                                 inputs[i].shape()),
                     "call requires_grad_() on it before computing the outputs");
  }
  auto found =
      checked_pass("grad", outputs, options.gradients, inputs,
                   {.retain_graph = options.retain_graph, .create_graph = options.create_graph});
  for (std::size_t i = 0; i < inputs.size() && !options.allow_unused; ++i) {
    if (found[i].defined()) continue;
    throw GraphError(
        fmt::format("grad: the outputs do not depend on input {} {}", i, inputs[i].shape()),
        "pass {.allow_unused = true} to get an undefined tensor for it");
  }
  return found;
}

Tensor grad_of_one(const Tensor& output, const Tensor& input, const GradOptions& options) {
  return with_out_of_memory(
      [&] { return grad(std::vector<Tensor>{output}, std::vector<Tensor>{input}, options)[0]; });
}

}  // namespace xgrad
