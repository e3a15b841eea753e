// The formula of the LSTM. cell.hpp documents the interface.
#pragma once

#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <tuple>

namespace xgrad::nn::cells {

/// One step of a long short-term memory cell (Hochreiter & Schmidhuber 1997, with the forget gate
/// of Gers 2000).
///   i, f, o = sigma(.)   g = tanh(.)   of the gate blocks i, f, g, o of a
///   c' = f * c + i * g
///   h' = o * tanh(c')
struct LSTM {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 2;
  static constexpr Gate kGates[] = {
      {"i", GateRole::replaces}, {"f", GateRole::keeps}, {"g", GateRole::candidate}, {"o"}};
  static constexpr auto formula = [](auto i, auto f, auto g, auto o, auto c) {
    const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
    return std::tuple{sigmoid(o) * tanh(c_next), c_next};
  };
};

}  // namespace xgrad::nn::cells
