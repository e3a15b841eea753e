// Conversion of states to lists of tensors and back.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace xgrad::nn {
namespace {

constexpr std::size_t kMostStates = 4096;  // in a state dict

std::string name_of(std::size_t state) {
  return state == 0 ? "h" : state == 1 ? "c" : fmt::format("others.{}", state - 2);
}

}  // namespace

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

StateDict State::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    const std::vector<Tensor> all = tensors();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].defined()) state.emplace(name_of(i), Tensor(kernels::copy(all[i].array())));
    }
    return state;
  });
}

void State::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    std::vector<Tensor> all;
    std::size_t found = 0;
    for (std::size_t i = 0; i < kMostStates && found < state.size(); ++i) {
      const auto entry = state.find(name_of(i));
      all.push_back(entry == state.end() ? Tensor() : entry->second);
      if (entry != state.end()) ++found;
    }
    if (found < state.size()) {
      throw ValueError(
          fmt::format("State: nothing was loaded, the {} entries are not only h, c, "
                      "others.0, others.1 and so on",
                      state.size()));
    }
    *this = of(std::move(all));
  });
}

}  // namespace xgrad::nn
