// The tensors in the result of a `forward`.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <tuple>
#include <type_traits>
#include <vector>

namespace xgrad::nn {

/// Appends the tensors of a result: of a Tensor, a list, a tuple, a class with a function `tensors`
/// such as State, or with the members `output` and `state`. Results of other classes have none.
template <class Result>
void append_tensors(std::vector<Tensor>& found, const Result& result) {
  if constexpr (std::is_same_v<Result, Tensor>) {
    if (result.defined()) found.push_back(result);
  } else if constexpr (requires { result.tensors(); }) {
    append_tensors(found, result.tensors());
  } else if constexpr (requires { result.output; }) {
    append_tensors(found, result.output);
    if constexpr (requires { result.state; }) append_tensors(found, result.state);
  } else if constexpr (requires { result.data.defined(); }) {
    append_tensors(found, result.data);
  } else if constexpr (requires { typename std::tuple_size<Result>::type; }) {
    std::apply([&](const auto&... members) { (append_tensors(found, members), ...); }, result);
  } else if constexpr (requires {
                         append_tensors(found, *result.begin());
                         result.end();
                       }) {
    for (const auto& element : result) append_tensors(found, element);
  }
}

/// The tensors of a result of type Result.
template <class Result>
std::vector<Tensor> result_tensors(const void* result) {
  std::vector<Tensor> found;
  append_tensors(found, *static_cast<const Result*>(result));
  return found;
}

}  // namespace xgrad::nn
