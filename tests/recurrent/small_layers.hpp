// Small layers with the options of a test, and comparisons of states.
#pragma once

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "recurrent/every_layer.hpp"

namespace test {

// Sums of at most a hundred terms of size one, in another order.
inline constexpr Tolerance kRounding{.absolute = 1e-13};
inline constexpr xgrad::Index kInput = 3, kHidden = 4;

inline xgrad::nn::RecurrentOptions options(xgrad::nn::RecurrentOptions chosen = {
                                               .input_size = kInput, .hidden_size = kHidden}) {
  chosen.dtype = xgrad::float64;
  return chosen;
}

inline LayerKind::Made make(const LayerKind& kind, const xgrad::nn::RecurrentOptions& chosen) {
  static xgrad::Generator generator;  // which layers draw from as long as they live
  generator = xgrad::Generator(5);
  return kind.make(options(chosen), generator);
}

// Copies the parameters whose names end in `ending`, under names without it.
inline void load_part(const xgrad::nn::RecurrentBase& to, const xgrad::nn::RecurrentBase& from,
                      const std::string& ending) {
  xgrad::StateDict part;
  part.metadata = from.state_dict().metadata;
  for (const auto& [name, value] : from.named_parameters()) {
    if (!name.ends_with("_l" + ending)) continue;
    part.emplace(name.substr(0, name.size() - ending.size()) + "0", value.detach());
  }
  to.load_state_dict(part);
}

// Gives each learned first state elements of its own, positive as those that count have to be.
inline void set_initial_states(const xgrad::nn::RecurrentBase& layer) {
  double phase = 10;
  for (const auto& [name, value] : layer.named_parameters()) {
    if (name.starts_with("initial_")) value.set_data(recipe(phase++, value.shape()) + 1.0);
  }
}

inline xgrad::Tensor input_of(xgrad::Index time = 5, xgrad::Index batch = 2) {
  return recipe(1, {time, batch, kInput});
}

// h_0 and the others, made of the states that a layer has after some steps.
inline xgrad::nn::State state_of(const xgrad::nn::RecurrentBase& layer) {
  return layer.forward(recipe(4, {3, 2, kInput})).state.detach();
}

// A loss that weighs every element differently.
inline xgrad::Tensor weighted(const xgrad::Tensor& x) {
  return sum(mul(x, recipe(7, x.shape())));
}

inline boost::test_tools::assertion_result close(const xgrad::nn::State& actual,
                                                 const xgrad::nn::State& expected,
                                                 const Tolerance& tolerance = {}) {
  return close(actual.tensors(), expected.tensors(), tolerance);
}

template <class F>
xgrad::nn::State mapped(const xgrad::nn::State& state, const F& function) {
  std::vector<xgrad::Tensor> tensors = state.tensors();
  for (xgrad::Tensor& tensor : tensors) tensor = function(tensor);
  return xgrad::nn::State::of(tensors);
}

inline xgrad::nn::State rows_of(const xgrad::nn::State& state, xgrad::Index begin,
                                xgrad::Index count) {
  return mapped(state, [&](const xgrad::Tensor& x) { return narrow(x, 0, begin, count); });
}

}  // namespace test
