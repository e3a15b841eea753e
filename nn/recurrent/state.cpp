// Conversion of states to lists of tensors and back.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <algorithm>
#include <utility>

namespace xgrad::nn {

std::vector<Tensor> State::tensors() const {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    std::vector<Tensor> all = {h, c};
    all.insert(all.end(), others.begin(), others.end());
    while (!all.empty() && !all.back().defined()) all.pop_back();
    return all;
  });
}

State State::of(std::vector<Tensor> tensors) {
  return with_out_of_memory([&]() -> State {
    tensors.resize(std::max<std::size_t>(tensors.size(), 2));
    return {tensors[0], tensors[1], {tensors.begin() + 2, tensors.end()}};
  });
}

State State::detach() const {
  std::vector<Tensor> all = tensors();
  for (Tensor& tensor : all) {
    if (tensor.defined()) tensor = tensor.detach();
  }
  return of(std::move(all));
}

}  // namespace xgrad::nn
