// Gradient checks: converts variables, functions and gradients for the comparison.
#include <xgrad/autograd/gradcheck/compare.hpp>
#include <xgrad/autograd/gradcheck/gradcheck.hpp>
#include <xgrad/autograd/gradcheck/invariants.hpp>
#include <xgrad/autograd/gradcheck/random.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <fmt/format.h>

namespace xgrad {
namespace {

using check::Point;
using check::Subject;

GradcheckResult run(const char* op, const Subject::Function& function,
                    const Point::Variables& variables, const GradcheckOptions& options) {
  Point point(op, variables);
  Subject subject(op, function, point);
  if (const std::string broken = check::violated_invariant(subject, options.seed);
      !broken.empty()) {
    return {.ok = false, .message = broken};
  }
  return check::compare(subject, options);
}

// Random values with the shape and dtype of `x`.
Tensor random_like(const Tensor& x, check::Random& random) {
  Array result = Array::empty(x.shape(), x.dtype());
  const check::Vector numbers = random.normal(static_cast<std::size_t>(x.numel()));
  std::copy(numbers.begin(), numbers.end(), result.mutable_data<double>());
  return Tensor(std::move(result), true);
}

}  // namespace

std::vector<std::pair<std::string, Tensor>> named_inputs(const std::vector<Tensor>& inputs,
                                                         const GradcheckOptions& options) {
  std::vector<std::pair<std::string, Tensor>> variables;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    variables.emplace_back(i < options.names.size() ? options.names[i] : fmt::format("input {}", i),
                           inputs[i]);
  }
  return variables;
}

GradcheckResult gradcheck_of(const std::function<std::vector<Tensor>()>& function,
                             const std::vector<std::pair<std::string, Tensor>>& variables,
                             const GradcheckOptions& options) {
  return run("gradcheck", function, variables, options);
}

GradcheckResult gradgradcheck_of(const std::function<std::vector<Tensor>()>& function,
                                 const std::vector<std::pair<std::string, Tensor>>& variables,
                                 const GradcheckOptions& options) {
  constexpr const char* op = "gradgradcheck";
  std::vector<Tensor> inputs;
  for (const auto& [name, tensor] : variables) {
    if (tensor.requires_grad()) inputs.push_back(tensor);
  }
  check::Random random(options.seed + 1);
  // One incoming gradient, itself a variable, for every differentiable output.
  Point::Variables all = variables;
  std::vector<Tensor> gradients;
  {
    const GradMode recorded(true);
    for (const Tensor& output : function()) {
      if (!output.requires_grad() || output.dtype() != float64) continue;
      gradients.push_back(random_like(output, random));
      all.emplace_back(fmt::format("gradient of output {}", gradients.size() - 1),
                       gradients.back());
    }
  }
  const auto derivative = [&] {
    const bool outer = grad_enabled();
    const GradMode recorded(true);
    std::vector<Tensor> outputs;
    for (Tensor& output : function()) {
      if (output.requires_grad() && output.dtype() == float64) outputs.push_back(output);
    }
    if (outputs.empty()) return outputs;
    auto found = grad(outputs, inputs,
                      {.gradients = gradients, .create_graph = outer, .allow_unused = true});
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i].defined()) found[i] = Tensor(kernels::zeros(inputs[i].shape(), float64));
    }
    return found;
  };
  return run(op, derivative, all, options);
}

GradcheckResult gradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                          const GradcheckOptions& options) {
  return with_out_of_memory([&]() -> GradcheckResult {
    for (const Tensor& input : inputs) (void)input.array("gradcheck");  // throws when undefined
    return gradcheck_of([&] { return function(inputs); }, named_inputs(inputs, options), options);
  });
}

GradcheckResult gradgradcheck(const CheckedFunction& function, const std::vector<Tensor>& inputs,
                              const GradcheckOptions& options) {
  return with_out_of_memory([&]() -> GradcheckResult {
    for (const Tensor& input : inputs) (void)input.array("gradgradcheck");
    return gradgradcheck_of([&] { return function(inputs); }, named_inputs(inputs, options),
                            options);
  });
}

}  // namespace xgrad
