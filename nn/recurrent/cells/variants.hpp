// The formulas of further recurrent cells with their equations. cell.hpp documents the interface.
//
// sigma is the logistic function. a_k are the gate blocks of a = W x + b + U h + b'; x_k and h_k
// are those of W x + b and U h + b' in cells with kSeparate. Cells without U h set
// kRecurrent = false.
#pragma once

#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <string_view>
#include <tuple>

namespace xgrad::nn::cells {

/// The gates i, f, o of a peephole LSTM, and its next cell state.
inline constexpr auto peephole_parts = [](auto i, auto f, auto g, auto o, auto c, auto p_i,
                                          auto p_f, auto p_o) {
  const auto input = sigmoid(i + p_i * c);
  const auto forget = sigmoid(f + p_f * c);
  const auto c_next = forget * c + input * tanh(g);
  return std::tuple{input, forget, sigmoid(o + p_o * c_next), c_next};
};

/// LSTM with peephole connections from c to the gates (Gers & Schmidhuber 2000); blocks i, f, g, o.
///   i = sigma(a_i + p_i * c)   f = sigma(a_f + p_f * c)   c' = f * c + i * tanh(a_g)
///   o = sigma(a_o + p_o * c')   h' = o * tanh(c')
struct PeepholeLSTM {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 2;
  static constexpr std::string_view kVectors[] = {"weight_ci", "weight_cf", "weight_co"};
  static constexpr Gate kGates[] = {
      {"i", GateRole::replaces}, {"f", GateRole::keeps}, {"g", GateRole::candidate}, {"o"}};
  static constexpr auto formula = [](auto i, auto f, auto g, auto o, auto c, auto p_i, auto p_f,
                                     auto p_o) {
    const auto [input, forget, output, c_next] = peephole_parts(i, f, g, o, c, p_i, p_f, p_o);
    return std::tuple{output * tanh(c_next), c_next};
  };
  static constexpr auto gates = [](auto i, auto f, auto g, auto o, auto c, auto p_i, auto p_f,
                                   auto p_o) {
    const auto [input, forget, output, c_next] = peephole_parts(i, f, g, o, c, p_i, p_f, p_o);
    return std::tuple{input, forget, output};
  };
};

/// LSTM with coupled input and forget gates, i = 1 - f (Greff et al. 2017); gate blocks f, g, o.
///   f, o = sigma(.)   c' = f * c + (1 - f) * tanh(a_g)   h' = o * tanh(c')
struct CoupledLSTM {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 2;
  static constexpr Gate kGates[] = {{"f", GateRole::keeps}, {"g", GateRole::candidate}, {"o"}};
  static constexpr auto formula = [](auto f, auto g, auto o, auto c) {
    const auto c_next = sigmoid(f) * c + sigmoid(-f) * tanh(g);
    return std::tuple{sigmoid(o) * tanh(c_next), c_next};
  };
};

/// Minimal gated unit (Zhou et al. 2016), forget gate applied after the product; gate blocks f, n.
///   f = sigma(x_f + h_f)   n = tanh(x_n + f * h_n)   h' = (1 - f) * h + f * n
struct MGU {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr Gate kGates[] = {{"f", GateRole::replaces}, {"n", GateRole::candidate}};
  static constexpr auto formula = [](auto xf, auto xn, auto hf, auto hn, auto h) {
    const auto f = sigmoid(xf + hf);
    return sigmoid(-(xf + hf)) * h + f * tanh(xn + f * hn);
  };
};

/// Independently recurrent network (Li et al. 2018): each unit is recurrent only with itself.
///   h' = max(W x + b + u * h, 0)
struct IndRNN {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr bool kRecurrent = false;
  static constexpr std::string_view kVectors[] = {"recurrent_weight"};
  static constexpr Gate kGates[] = {{"a", GateRole::candidate}};
  static constexpr auto formula = [](auto x, auto h, auto u) { return relu(x + u * h); };
};

/// minGRU (Feng et al. 2024); gate blocks z, n.
///   z = sigma(x_z)   h' = (1 - z) * h + z * x_n
struct MinGRU {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr Gate kGates[] = {{"z", GateRole::replaces}, {"n", GateRole::candidate}};
  static constexpr auto coefficients = [](auto z, auto n) {
    return std::tuple{sigmoid(-z), sigmoid(z) * n};
  };
};

/// minLSTM (Feng et al. 2024); gate blocks f, i, n.
///   f, i = sigma(.)   h' = f / (f + i) * h + i / (f + i) * x_n
struct MinLSTM {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr Gate kGates[] = {
      {"f", GateRole::keeps}, {"i", GateRole::replaces}, {"n", GateRole::candidate}};
  static constexpr auto coefficients = [](auto f, auto i, auto n) {
    const auto a = softplus(-i) - softplus(-f);  // log f / i, also where both are 0
    return std::tuple{sigmoid(a), sigmoid(-a) * n};
  };
};

/// Simple recurrent unit (Lei et al. 2018); gate blocks x, f, r, and w for the highway connection.
///   f = sigma(x_f + v_f * c)   r = sigma(x_r + v_r * c)   c' = f * c + (1 - f) * x_x
///   h' = r * c' + (1 - r) * x_w
struct SRU {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 2;
  static constexpr bool kRecurrent = false;
  static constexpr std::string_view kVectors[] = {"weight_cf", "weight_cr"};
  static constexpr Gate kGates[] = {
      {"x", GateRole::candidate}, {"f", GateRole::keeps}, {"r"}, {"w", GateRole::candidate}};
  static constexpr auto formula = [](auto x, auto f, auto r, auto w, auto c, auto v_f, auto v_r) {
    const auto forget = f + v_f * c;
    const auto read = r + v_r * c;
    const auto c_next = sigmoid(forget) * c + sigmoid(-forget) * x;
    return std::tuple{sigmoid(read) * c_next + sigmoid(-read) * w, c_next};
  };
  static constexpr auto gates = [](auto, auto f, auto r, auto, auto c, auto v_f, auto v_r) {
    return std::tuple{sigmoid(f + v_f * c), sigmoid(r + v_r * c)};
  };
};

/// sLSTM of xLSTM (Beck et al. 2024) with one head; gate blocks i, f, z, o; states h, c, n, m.
///   m' = max(log sigma(a_f) + m, a_i)   i = exp(a_i - m')   f = exp(log sigma(a_f) + m - m')
///   c' = f * c + i * tanh(a_z)   n' = f * n + i   h' = sigma(a_o) * c' / n'
/// m prevents overflow of the exponentials. Its initial value is so low that the first step sets
/// it; the initial c and n then have no effect, even if they are learned.
struct SLSTM {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 4;
  static constexpr double kInitial[] = {0, 0, 0, -1e4};
  static constexpr Gate kGates[] = {
      {"i", GateRole::replaces, false}, {"f", GateRole::keeps}, {"z", GateRole::candidate}, {"o"}};
  static constexpr auto formula = [](auto i, auto f, auto z, auto o, auto c, auto n, auto m) {
    const auto kept = m - softplus(-f);
    const auto m_next = max(kept, i);
    const auto input = exp(i - m_next);
    const auto forget = exp(kept - m_next);
    const auto c_next = forget * c + input * tanh(z);
    const auto n_next = forget * n + input;
    return std::tuple{sigmoid(o) * c_next / n_next, c_next, n_next, m_next};
  };
};

}  // namespace xgrad::nn::cells
