// Gradient checkpointing: recomputes parts of the graph in the backward pass to save memory.
#pragma once

#include <xgrad/autograd/graph/record.hpp>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace xgrad {

/// A function that computes outputs from inputs.
using Computation = std::function<std::vector<Tensor>(const std::vector<Tensor>& inputs)>;

/// Returns `function(inputs)` without saving its graph; the backward pass calls the function again
/// and continues through the graph of that call. See Note [Recomputation]. The function must give
/// equal outputs in every call, so random numbers must be drawn outside. Other tensors that it
/// uses, such as the parameters of a module, should be passed as inputs, too: then `grad` finds
/// them, and a backward pass throws GraphError if their values were changed in between.
std::vector<Tensor> checkpoint(const Computation& function, const std::vector<Tensor>& inputs);

/// `checkpoint` as a node named `name`, a literal, with a different function for the recomputation.
/// The second function may reuse results of the first, and must give outputs with equal values.
std::vector<Tensor> checkpoint(const char* name, const Computation& first, Computation again,
                               const std::vector<Tensor>& inputs);

/// A value that holds tensors: `for_each_tensor(visit)` calls `visit` with a reference to each of
/// them, always in one order.
template <class T>
concept TensorHolder = requires(T holder) {
  holder.for_each_tensor([](Tensor&) {});
};

/// The defined tensors of a holder.
template <TensorHolder T>
std::vector<Tensor> tensors_of(T holder) {
  std::vector<Tensor> tensors;
  holder.for_each_tensor([&](Tensor& tensor) {
    if (tensor.defined()) tensors.push_back(tensor);
  });
  return tensors;
}

/// A copy of a holder with other tensors in place of those of `tensors_of`.
template <TensorHolder T>
T with_tensors(T holder, const std::vector<Tensor>& tensors) {
  auto next = tensors.begin();
  holder.for_each_tensor([&](Tensor& tensor) {
    if (tensor.defined()) tensor = *next++;
  });
  return holder;
}

/// `checkpoint` for typed inputs and outputs: `run(input, false)` computes the outputs, and the
/// backward pass calls `run(input, true)`. Both arguments are copied into the graph, so they must not
/// refer to local variables.
template <TensorHolder Input, class Run>
auto checkpoint(const char* name, const Input& input, const Run& run) {
  std::optional<decltype(run(input, false))> outputs;
  const auto first = [&](const std::vector<Tensor>&) {
    return tensors_of(outputs.emplace(run(input, false)));
  };
  const auto again = [input, run](const std::vector<Tensor>& inputs) {
    return tensors_of(run(with_tensors(input, inputs), true));
  };
  const std::vector<Tensor> recorded = checkpoint(name, first, again, tensors_of(input));
  return with_tensors(std::move(*outputs), recorded);
}

}  // namespace xgrad
