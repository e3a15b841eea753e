// A cell as the scan sees it: its compiled formula or its step, and how many of what it takes.
// Internal.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>
#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/forms.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn {

/// The biases b and b' of most cells.
inline constexpr std::string_view kUsualBiases[] = {"bias_ih", "bias_hh"};

/// Made by `cell_info<C>()` from the constants of a cell, which cell.hpp explains.
struct CellInfo {
  /// The formula; without kernels for a cell with a step of its own.
  FormulaCall call = {};
  int blocks;
  int states;
  bool separate = false;
  bool takes_hidden = false;
  /// False for a cell without a product of the hidden state.
  bool recurrent = true;
  /// False for a cell that never has b and b'.
  bool bias = true;
  /// The parameters that move the gates: the first one is set, the other one made 0.
  std::span<const std::string_view> biases = kUsualBiases;
  /// Names of the cell's own parameters [hidden] that the formula takes behind the states.
  std::span<const std::string_view> vectors = {};
  /// Initial values of the states, zeros where there are none.
  std::span<const double> initial = {};
  /// Names of the blocks that are logistic gates, "" for the others.
  std::span<const std::string_view> gates = {};
  /// The formula of their values where they are not the logistic function of their blocks.
  FormulaCall gate_values = {};
  /// For h' = a * h + b: the formula of a and b alone.
  FormulaCall coefficients = {};
  std::vector<Tensor> (*step)(const StepInput&) = nullptr;
  /// Of a cell with a step: its own parameters.
  std::vector<CellParameter> (*parameters)(Index input_size, Index hidden_size) = nullptr;
  /// Of a cell with a step: what the steps get in place of its own parameters, made once a
  /// sequence.
  std::vector<Tensor> (*prepare)(const CellTensors&) = nullptr;
  /// For each block 1 where it is a gate that keeps the state at 1, -1 where the gate replaces it,
  /// 0 for others; empty for a cell that does not say.
  std::span<const int> keeps = {};

  /// The initial value of state i.
  double initial_value(std::size_t i) const { return initial.empty() ? 0 : initial[i]; }
  /// The name of a block that is a logistic gate, "" of others.
  std::string_view gate_name(std::size_t block) const {
    return block < gates.size() ? gates[block] : "";
  }
  /// True when the biases that move the gates are b and b'.
  bool has_usual_biases() const { return biases[0] == kUsualBiases[0]; }
  /// True for a weight of h with as many rows as that of the input.
  bool has_product() const { return blocks > 0 && recurrent; }
  /// True when the products of h are added to rows of their own, which hold b'.
  bool has_hidden_rows() const { return separate && recurrent && !step; }
};

/// The name of state i: h, c, then s2, s3 and so on.
inline std::string state_name(std::size_t i) {
  return i < 2 ? std::string(1, "hc"[i]) : "s" + std::to_string(i);
}

/// The cells of RNN, LSTM and GRU.
const CellInfo& rnn_info(Nonlinearity nonlinearity);
const CellInfo& lstm_info();
const CellInfo& gru_info(UpdateGate update_gate, bool reset_after);

}  // namespace xgrad::nn
