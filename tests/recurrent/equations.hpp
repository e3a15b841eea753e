// The equations of every recurrent layer, as its cell states them, written out in operations.
#pragma once

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include "recurrent/small_layers.hpp"
#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace test {

using xgrad::Tensor;
using Tensors = std::vector<Tensor>;

/// What one step of a single layer is made of.
struct EquationStep {
  const xgrad::StateDict& parameters;
  const Tensor& x;        // [batch, input_size]
  const Tensors& states;  // h first
  const Tensor& hidden;   // h as products see it

  /// A parameter of the layer.
  const Tensor& operator[](const std::string& name) const { return parameters.at(name + "_l0"); }
  /// The product of some rows with weight_ih or weight_hh, and the bias if there is one.
  Tensor product(const Tensor& rows, const std::string& which) const {
    const Tensor product = matmul(rows, transpose((*this)["weight_" + which], 0, 1));
    const auto bias = parameters.find("bias_" + which + "_l0");
    return bias == parameters.end() ? product : product + bias->second;
  }
  /// W x + b
  Tensor from_input() const { return product(x, "ih"); }
  /// U h + b'
  Tensor from_hidden() const { return product(hidden, "hh"); }
  /// Normalised over the features, with a weight and a bias of that name.
  Tensor normalized(const Tensor& rows, const std::string& name) const {
    const Tensor centred = rows - mean(rows, -1, true);
    const Tensor deviation = sqrt(mean(square(centred), -1, true) + 1e-5);
    return centred / deviation * (*this)[name + "_weight"] + (*this)[name + "_bias"];
  }

  /// The blocks of W x + b, of U h + b' and of their sum.
  template <std::size_t n>
  std::array<Tensor, n> x_blocks() const {
    return blocks_of<n>(from_input());
  }
  template <std::size_t n>
  std::array<Tensor, n> h_blocks() const {
    return blocks_of<n>(from_hidden());
  }
  template <std::size_t n>
  std::array<Tensor, n> a_blocks() const {
    return blocks_of<n>(from_input() + from_hidden());
  }
  template <std::size_t n>
  static std::array<Tensor, n> blocks_of(const Tensor& rows) {
    std::array<Tensor, n> blocks;
    std::ranges::copy(chunk(rows, static_cast<xgrad::Index>(n), 1), blocks.begin());
    return blocks;
  }
};

/// The new states, h first.
using Equation = Tensors (*)(const EquationStep& at);

/// A GRU with its reset behind or before the product, and either meaning of its gate z.
template <bool reset_after, bool keep>
Tensors gru_equation(const EquationStep& at) {
  const auto [xr, xz, xn] = at.x_blocks<3>();
  const auto [hr, hz, hn] = at.h_blocks<3>();
  const Tensor r = sigmoid(xr + hr), z = sigmoid(xz + hz), &h = at.states[0];
  const Tensor before = at.blocks_of<3>(at.product(r * at.hidden, "hh"))[2];
  const Tensor n = tanh(xn + (reset_after ? r * hn : before));
  return {keep ? (1.0 - z) * n + z * h : (1.0 - z) * h + z * n};
}

/// The equation of each kind of `every_layer()`, by its name.
inline const std::map<std::string_view, Equation>& equations() {
  using At = EquationStep;
  static const std::map<std::string_view, Equation> all = {
      {"RNN", [](const At& at) -> Tensors { return {tanh(at.from_input() + at.from_hidden())}; }},
      {"RNN with relu",
       [](const At& at) -> Tensors { return {relu(at.from_input() + at.from_hidden())}; }},
      {"LSTM",
       [](const At& at) -> Tensors {
         const auto [i, f, g, o] = at.a_blocks<4>();
         const Tensor c = sigmoid(f) * at.states[1] + sigmoid(i) * tanh(g);
         return {sigmoid(o) * tanh(c), c};
       }},
      {"GRU", gru_equation<true, false>},
      {"GRU that keeps", gru_equation<true, true>},
      {"GRU with the reset before", gru_equation<false, false>},
      {"GRU that keeps, with the reset before", gru_equation<false, true>},
      {"LayerNormLSTM",
       [](const At& at) -> Tensors {
         const auto [i, f, g, o] = at.blocks_of<4>(at.normalized(at.from_input(), "norm_ih") +
                                                   at.normalized(at.from_hidden(), "norm_hh"));
         const Tensor c = sigmoid(f) * at.states[1] + sigmoid(i) * tanh(g);
         return {sigmoid(o) * tanh(at.normalized(c, "norm_c")), c};
       }},
      {"LayerNormGRU",
       [](const At& at) -> Tensors {
         const auto [xr, xz, xn] = at.blocks_of<3>(at.normalized(at.from_input(), "norm_ih"));
         const auto [hr, hz, hn] = at.blocks_of<3>(at.normalized(at.from_hidden(), "norm_hh"));
         const Tensor z = sigmoid(xz + hz), n = tanh(xn + sigmoid(xr + hr) * hn);
         return {(1.0 - z) * at.states[0] + z * n};
       }},
      {"PeepholeLSTM",
       [](const At& at) -> Tensors {
         const auto [a_i, a_f, a_g, a_o] = at.a_blocks<4>();
         const Tensor &c = at.states[1], i = sigmoid(a_i + at["weight_ci"] * c),
                      f = sigmoid(a_f + at["weight_cf"] * c), next = f * c + i * tanh(a_g);
         return {sigmoid(a_o + at["weight_co"] * next) * tanh(next), next};
       }},
      {"CoupledLSTM",
       [](const At& at) -> Tensors {
         const auto [a_f, a_g, a_o] = at.a_blocks<3>();
         const Tensor f = sigmoid(a_f), c = f * at.states[1] + (1.0 - f) * tanh(a_g);
         return {sigmoid(a_o) * tanh(c), c};
       }},
      {"MGU",
       [](const At& at) -> Tensors {
         const auto [xf, xn] = at.x_blocks<2>();
         const auto [hf, hn] = at.h_blocks<2>();
         const Tensor f = sigmoid(xf + hf);
         return {(1.0 - f) * at.states[0] + f * tanh(xn + f * hn)};
       }},
      {"IndRNN",
       [](const At& at) -> Tensors {
         return {relu(at.from_input() + at["recurrent_weight"] * at.states[0])};
       }},
      {"MinGRU",
       [](const At& at) -> Tensors {
         const auto [xz, xn] = at.x_blocks<2>();
         const Tensor z = sigmoid(xz);
         return {(1.0 - z) * at.states[0] + z * xn};
       }},
      {"MinLSTM",
       [](const At& at) -> Tensors {
         const auto [xf, xi, xn] = at.x_blocks<3>();
         const Tensor f = sigmoid(xf), i = sigmoid(xi);
         return {f / (f + i) * at.states[0] + i / (f + i) * xn};
       }},
      {"SRU",
       [](const At& at) -> Tensors {
         const auto [x, xf, xr, w] = at.x_blocks<4>();
         const Tensor &c = at.states[1], f = sigmoid(xf + at["weight_cf"] * c),
                      r = sigmoid(xr + at["weight_cr"] * c), next = f * c + (1.0 - f) * x;
         return {r * next + (1.0 - r) * w, next};
       }},
      {"SLSTM",
       [](const At& at) -> Tensors {
         const auto [a_i, a_f, a_z, a_o] = at.a_blocks<4>();
         const Tensor kept = log(sigmoid(a_f)) + at.states[3], m = maximum(kept, a_i);
         const Tensor i = exp(a_i - m), f = exp(kept - m);
         const Tensor c = f * at.states[1] + i * tanh(a_z), n = f * at.states[2] + i;
         return {sigmoid(a_o) * c / n, c, n, m};
       }},
  };
  return all;
}

/// What a layer of one layer and direction gives for x [time, batch, input_size] by its equation,
/// from a given or the initial state. `mask` multiplies h in products.
inline xgrad::nn::RecurrentOutput run_equation(const LayerKind& kind,
                                               const xgrad::StateDict& parameters, const Tensor& x,
                                               const xgrad::nn::State& state = {},
                                               const Tensor& mask = {}) {
  const Equation equation = equations().at(kind.name);
  const auto projection = parameters.find("weight_hr_l0");
  const bool projected = projection != parameters.end();
  const auto beginning = [&](std::size_t i) {
    const xgrad::Index size = projected && i == 0 ? projection->second.size(0) : kHidden;
    // The state m of an SLSTM is the logarithm of a scale, 0 before the first step.
    return full({x.size(1), size}, i == 3 ? -std::numeric_limits<double>::infinity() : 0.0,
                xgrad::float64);
  };
  Tensors states, outputs;
  for (const Tensor& given : state.tensors()) states.push_back(squeeze(given, 0));
  for (std::size_t i = states.size(); i < kind.states; ++i) states.push_back(beginning(i));
  for (const Tensor& step : unbind(x)) {
    const Tensor hidden = mask.defined() ? states[0] * mask : states[0];
    states = equation({parameters, step, states, hidden});
    if (projected) states[0] = matmul(states[0], transpose(projection->second, 0, 1));
    outputs.push_back(states[0]);
  }
  for (Tensor& last : states) last = unsqueeze(last, 0);
  return {stack(outputs), xgrad::nn::State::of(states)};
}

}  // namespace test
