// Conversion of parameters to one vector and back.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/module/parameter_vector.hpp>

#include <algorithm>

namespace xgrad::nn {

Tensor parameters_to_vector(const std::vector<Tensor>& parameters) {
  return with_out_of_memory([&]() -> Tensor {
    std::vector<Tensor> parts;
    parts.reserve(parameters.size());
    for (const Tensor& parameter : parameters) {
      (void)parameter.array("parameters_to_vector");  // throws when undefined
      parts.push_back(flatten(parameter));
    }
    return cat(parts);
  });
}

void vector_to_parameters(const Tensor& vector, const std::vector<Tensor>& parameters) {
  Index count = 0;
  for (const Tensor& parameter : parameters) {
    count = saturating_sum(count, parameter.numel());
    if (parameter.dtype() != vector.dtype()) {
      throw DTypeError(fmt::format("vector_to_parameters: the vector is {}, a parameter {} is {}",
                                   vector.dtype(), parameter.shape(), parameter.dtype()));
    }
    if (!parameter.is_leaf()) {
      throw GraphError(
          fmt::format("vector_to_parameters: {} is the result of an operation, no "
                      "parameter",
                      parameter.shape()));
    }
    check_distinct_elements("vector_to_parameters", parameter.array());
  }
  if (vector.shape() != Shape{count}) {
    throw ShapeError(
        fmt::format("vector_to_parameters: the vector is {}, {} parameters have {} "
                    "elements",
                    vector.shape(), parameters.size(), count));
  }
  const bool overlaps = std::ranges::any_of(parameters, [&](const Tensor& parameter) {
    return may_overlap(parameter.array(), vector.array());
  });
  const Tensor values = overlaps ? Tensor(kernels::copy(vector.array())) : vector.detach();
  Index begin = 0;
  for (const Tensor& parameter : parameters) {
    const Tensor part = narrow(values, 0, begin, parameter.numel());
    parameter.set_data(reshape(part, parameter.shape()));
    begin += parameter.numel();
  }
}

}  // namespace xgrad::nn
