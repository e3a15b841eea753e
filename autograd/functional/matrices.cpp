// Jacobians row by row: one backward pass for each element of an output.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/functional/matrices.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad::functional {
namespace {

Shape joined(const Shape& first, const Shape& second) {
  Shape shape = first;
  for (const Index size : second) shape.push_back(size);
  return shape;
}

// A tensor like `x` of zeros with a one at the position `at` of the row-major elements.
Tensor unit_like(const Tensor& x, Index at) {
  std::vector<Scalar> elements(static_cast<std::size_t>(x.numel()), 0);
  elements[static_cast<std::size_t>(at)] = 1;
  return from_numbers(elements, x.shape(), x.dtype());
}

// The Jacobians of one output with respect to all variables.
std::vector<Tensor> rows_of(const char* call, const Tensor& output,
                            const std::vector<Tensor>& variables, const Options& options) {
  const auto count = static_cast<std::size_t>(output.numel());
  std::vector<std::vector<Tensor>> rows(variables.size());
  for (auto& list : rows) list.reserve(count);
  for (Index at = 0; at < output.numel(); ++at) {
    std::vector<Tensor> row =
        gradients_of(call, {output}, {unit_like(output, at)}, variables, options);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(std::move(row[i]));
  }
  std::vector<Tensor> jacobians;
  jacobians.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Shape shape = joined(output.shape(), variables[i].shape());
    jacobians.push_back(rows[i].empty() ? zeros(shape, output.dtype())
                                        : reshape(stack(rows[i], 0), shape));
  }
  return handed_out(std::move(jacobians), options);
}

}  // namespace

std::vector<std::vector<Tensor>> jacobian(const TensorFunction& function,
                                          const std::vector<Tensor>& inputs,
                                          const Options& options) {
  return with_out_of_memory([&] {
    const GradMode recording(true);
    const auto [variables, outputs] = evaluated("jacobian", function, inputs, options);
    std::vector<std::vector<Tensor>> jacobians;
    jacobians.reserve(outputs.size());
    for (const Tensor& output : outputs) {
      jacobians.push_back(rows_of("jacobian", output, variables, options));
    }
    return jacobians;
  });
}

std::vector<std::vector<Tensor>> hessian(const TensorFunction& function,
                                         const std::vector<Tensor>& inputs,
                                         const Options& options) {
  return with_out_of_memory([&] {
    const GradMode recording(true);
    const auto [variables, outputs] = evaluated("hessian", function, inputs, options);
    const Tensor& output = checked_scalar("hessian", outputs);
    const std::vector<Tensor> first =
        gradients_of("hessian", {output}, {ones(output.shape(), output.dtype())}, variables,
                     {.create_graph = true, .strict = options.strict});
    std::vector<std::vector<Tensor>> hessians;
    hessians.reserve(first.size());
    for (const Tensor& gradient : first) {
      hessians.push_back(rows_of("hessian", gradient, variables, options));
    }
    return hessians;
  });
}

Tensor jacobian_of_one(const TensorFunction& function, const Tensor& input,
                       const Options& options) {
  return with_out_of_memory([&] {
    std::vector<Tensor> of_outputs;
    for (auto& row : jacobian(function, std::vector<Tensor>{input}, options)) {
      of_outputs.push_back(std::move(row[0]));
    }
    return single("jacobian", std::move(of_outputs));
  });
}

Tensor hessian_of_one(const TensorFunction& function, const Tensor& input, const Options& options) {
  return with_out_of_memory(
      [&] { return hessian(function, std::vector<Tensor>{input}, options)[0][0]; });
}

}  // namespace xgrad::functional
