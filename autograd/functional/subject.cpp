// Variables, checks and gradients that the functions of this folder share.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/functional/subject.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

namespace xgrad::functional {
namespace {

// A leaf of its own, or with create_graph a tensor whose gradient continues to the caller's.
Tensor variable_of(const char* call, std::size_t i, const Tensor& input, const Options& options) {
  if (!is_floating(input.dtype(call))) {
    throw DTypeError(fmt::format("{}: input {} {} is {}, expected float32 or float64", call, i,
                                 input.shape(), input.dtype()),
                     "capture int64 and bool tensors in the function");
  }
  if (options.create_graph && input.requires_grad()) {
    return record("variable", input.array(), {input}, [](const Tensor& g) { return g; });
  }
  return input.detach().requires_grad_();
}

}  // namespace

Evaluation evaluated(const char* call, const TensorFunction& function,
                     const std::vector<Tensor>& inputs, const Options& options) {
  if (inputs.empty()) throw ValueError(fmt::format("{}: no input was given", call));
  Evaluation result;
  result.variables.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    result.variables.push_back(variable_of(call, result.variables.size(), input, options));
  }
  result.outputs = function(result.variables);
  if (result.outputs.empty()) {
    throw ValueError(fmt::format("{}: the function returned no tensor", call));
  }
  for (const Tensor& output : result.outputs) (void)output.array(call);
  return result;
}

const Tensor& checked_scalar(const char* call, const std::vector<Tensor>& outputs) {
  if (outputs.size() != 1) {
    throw ValueError(fmt::format("{}: the function returned {} tensors, expected a single one",
                                 call, outputs.size()));
  }
  if (outputs[0].numel() != 1) {
    throw ShapeError(
        fmt::format("{}: the output has shape {}, need a single element", call, outputs[0].shape()),
        "reduce it with sum(x) or mean(x)");
  }
  return outputs[0];
}

std::vector<Tensor> checked_vectors(const char* call, const std::vector<Tensor>& vectors,
                                    const char* kind, const std::vector<Tensor>& tensors) {
  if (vectors.empty()) {
    std::vector<Tensor> single_elements;
    single_elements.reserve(tensors.size());
    for (const Tensor& tensor : tensors) {
      if (tensor.numel() != 1) {
        throw ShapeError(
            fmt::format("{}: v was not given, and {} {} has shape {}, need a single element", call,
                        kind, single_elements.size(), tensor.shape()),
            fmt::format("pass v, with the shape of the {}", kind));
      }
      single_elements.push_back(ones(tensor.shape(), tensor.dtype()));
    }
    return single_elements;
  }
  if (vectors.size() != tensors.size()) {
    throw ValueError(
        fmt::format("{}: v has {} tensors for {} {}s", call, vectors.size(), tensors.size(), kind));
  }
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (vectors[i].shape(call) != tensors[i].shape()) {
      throw ShapeError(fmt::format("{}: v is {}, {} {} is {}", call, vectors[i].shape(), kind, i,
                                   tensors[i].shape()));
    }
    if (vectors[i].dtype() != tensors[i].dtype()) {
      throw DTypeError(fmt::format("{}: v is {}, {} {} is {}", call, vectors[i].dtype(), kind, i,
                                   tensors[i].dtype()));
    }
  }
  return vectors;
}

std::vector<Tensor> gradients_of(const char* call, const std::vector<Tensor>& outputs,
                                 const std::vector<Tensor>& weights,
                                 const std::vector<Tensor>& inputs, const Options& options) {
  GradOptions pass = {
      .retain_graph = true, .create_graph = options.create_graph, .allow_unused = true};
  std::vector<Tensor> recorded;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].requires_grad()) continue;
    recorded.push_back(outputs[i]);
    pass.gradients.push_back(weights[i]);
  }
  std::vector<Tensor> results(inputs.size());
  if (!recorded.empty()) results = grad(recorded, inputs, pass);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (results[i].defined()) continue;
    if (options.strict) {
      throw GraphError(
          fmt::format("{}: a result does not depend on input {} {}", call, i, inputs[i].shape()),
          "pass {.strict = false} to get zeros");
    }
    results[i] = zeros(inputs[i].shape(), inputs[i].dtype());
  }
  return results;
}

std::vector<Tensor> handed_out(std::vector<Tensor> results, const Options& options) {
  if (!options.create_graph) {
    for (Tensor& result : results) result = result.detach();
  }
  return results;
}

Tensor single(const char* call, std::vector<Tensor> list) {
  if (list.size() != 1) {
    throw ValueError(fmt::format("{}: the function returned {} tensors, expected a single one",
                                 call, list.size()),
                     "pass the inputs as a list to get lists of results");
  }
  return std::move(list[0]);
}

}  // namespace xgrad::functional
