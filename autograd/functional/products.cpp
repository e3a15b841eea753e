// Products with Jacobians and Hessians, by one or two backward passes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/functional/products.hpp>
#include <xgrad/core/error.hpp>

namespace xgrad::functional {
namespace {

// H v: the gradient of the inner product of the gradient with v.
std::vector<Tensor> hessian_product(const Tensor& output, const std::vector<Tensor>& variables,
                                    const std::vector<Tensor>& v, const Options& options) {
  const std::vector<Tensor> first =
      gradients_of("hvp", {output}, {ones(output.shape(), output.dtype())}, variables,
                   {.create_graph = true, .strict = options.strict});
  return handed_out(gradients_of("hvp", first, v, variables, options), options);
}

}  // namespace

OutputsAndProducts vjp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v, const Options& options) {
  return with_out_of_memory([&]() -> OutputsAndProducts {
    const GradMode recording(true);
    const auto [variables, outputs] = evaluated("vjp", function, inputs, options);
    const std::vector<Tensor> weights = checked_vectors("vjp", v, "output", outputs);
    std::vector<Tensor> products = gradients_of("vjp", outputs, weights, variables, options);
    return {handed_out(outputs, options), handed_out(std::move(products), options)};
  });
}

OutputsAndProducts jvp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v, const Options& options) {
  return with_out_of_memory([&]() -> OutputsAndProducts {
    const GradMode recording(true);
    const auto [variables, outputs] = evaluated("jvp", function, inputs, options);
    const std::vector<Tensor> directions = checked_vectors("jvp", v, "input", variables);
    // g -> J^T g is linear, so the value of g does not matter: its transpose is v -> J v.
    std::vector<Tensor> weights;
    weights.reserve(outputs.size());
    for (const Tensor& output : outputs) {
      weights.push_back(zeros(output.shape(), output.dtype()).requires_grad_());
    }
    const std::vector<Tensor> transposed = gradients_of(
        "jvp", outputs, weights, variables, {.create_graph = true, .strict = options.strict});
    std::vector<Tensor> products = gradients_of("jvp", transposed, directions, weights, options);
    return {handed_out(outputs, options), handed_out(std::move(products), options)};
  });
}

OutputsAndProducts hvp(const TensorFunction& function, const std::vector<Tensor>& inputs,
                       const std::vector<Tensor>& v, const Options& options) {
  return with_out_of_memory([&]() -> OutputsAndProducts {
    const GradMode recording(true);
    const auto [variables, outputs] = evaluated("hvp", function, inputs, options);
    const Tensor& output = checked_scalar("hvp", outputs);
    const std::vector<Tensor> directions = checked_vectors("hvp", v, "input", variables);
    std::vector<Tensor> products = hessian_product(output, variables, directions, options);
    return {handed_out(outputs, options), std::move(products)};
  });
}

OutputsAndProducts hvp_of(const std::function<Tensor()>& function,
                          const std::vector<Tensor>& variables, const std::vector<Tensor>& v,
                          const Options& options) {
  return with_out_of_memory([&]() -> OutputsAndProducts {
    const GradMode recording(true);
    const std::vector<Tensor> outputs = {function()};
    const Tensor& output = checked_scalar("hvp", outputs);
    const std::vector<Tensor> directions = checked_vectors("hvp", v, "variable", variables);
    std::vector<Tensor> products = hessian_product(output, variables, directions, options);
    return {handed_out(outputs, options), std::move(products)};
  });
}

OutputAndProduct product_of_one(const char* call, Product product, const TensorFunction& function,
                                const Tensor& input, const Tensor& v, const Options& options) {
  return with_out_of_memory([&]() -> OutputAndProduct {
    const std::vector<Tensor> vectors =
        v.defined() ? std::vector<Tensor>{v} : std::vector<Tensor>{};
    auto [outputs, products] = product(function, {input}, vectors, options);
    return {single(call, std::move(outputs)), std::move(products[0])};
  });
}

}  // namespace xgrad::functional
