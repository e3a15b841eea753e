// The formulas of the RNN, LSTM and GRU cells with their equations. cell.hpp documents the
// interface.
#pragma once

#include <string_view>
#include <tuple>

namespace xgrad::nn::cells {

/// One step of Elman's network (1990) for any activation: a struct with a `formula` of one
/// argument.
///   h' = f(a)
template <class Activation>
struct RNNOf {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr auto formula = [](auto a) { return Activation::formula(a); };
};

/// The hyperbolic tangent.
struct TanhActivation {
  static constexpr auto formula = [](auto a) { return tanh(a); };
};

/// The rectifier max(a, 0) (for recurrent networks: Le et al. 2015).
struct ReluActivation {
  static constexpr auto formula = [](auto a) { return relu(a); };
};

/// One step of a long short-term memory cell (Hochreiter & Schmidhuber 1997, with the forget gate
/// of Gers 2000).
///   i, f, o = sigma(.)   g = tanh(.)   of the gate blocks i, f, g, o of a
///   c' = f * c + i * g
///   h' = o * tanh(c')
struct LSTM {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 2;
  static constexpr std::string_view kGates[] = {"i", "f", "", "o"};
  static constexpr int kKeeps[] = {-1, 1, 0, 0};
  static constexpr auto formula = [](auto i, auto f, auto g, auto o, auto c) {
    const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
    return std::tuple{sigmoid(o) * tanh(c_next), c_next};
  };
};

/// The common part of both forms of the gated recurrent unit (Cho et al. 2014, reset after the
/// product), with gate blocks r, z, n: the gate z, 1 - z and the candidate n.
///   r = sigma(x_r + h_r)   z = sigma(x_z + h_z)   n = tanh(x_n + r * h_n)
/// 1 - z is computed as sigma(-a), because the difference loses precision where z is close to 1.
inline constexpr auto gru_parts = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn) {
  const auto a = xz + hz;
  return std::tuple{sigmoid(a), sigmoid(-a), tanh(xn + sigmoid(xr + hr) * hn)};
};

/// One step of a gated recurrent unit in which z = 1 replaces the state (Chung et al. 2014).
///   h' = (1 - z) * h + z * n
struct GRU {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr std::string_view kGates[] = {"r", "z", ""};
  static constexpr int kKeeps[] = {0, -1, 0};
  static constexpr auto formula = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn, auto h) {
    const auto [z, rest, n] = gru_parts(xr, xz, xn, hr, hz, hn);
    return rest * h + z * n;
  };
};

/// One step of a gated recurrent unit in which z = 1 keeps the state, as in PyTorch.
///   h' = (1 - z) * n + z * h
struct GRUKeep {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr std::string_view kGates[] = {"r", "z", ""};
  static constexpr int kKeeps[] = {0, 1, 0};
  static constexpr auto formula = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn, auto h) {
    const auto [z, rest, n] = gru_parts(xr, xz, xn, hr, hz, hn);
    return rest * n + z * h;
  };
};

}  // namespace xgrad::nn::cells
