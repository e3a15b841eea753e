// Composite recurrent cells with layer normalisation.
#pragma once

#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <string_view>

namespace xgrad::nn::cells {

/// Layer-normalised LSTM (Ba, Kiros & Hinton 2016) with gate blocks i, f, g, o. N_k are layer
/// normalisations, each with a weight and a bias.
///   a = N_ih(W x) + N_hh(U h)   i, f, o = sigma(.)   g = tanh(.)   of the gate blocks of a
///   c' = f * c + i * g   h' = o * tanh(N_c(c'))
struct LayerNormLSTM {
  static constexpr int kBlocks = 4;
  static constexpr int kStates = 2;
  static constexpr bool kBias = false;
  static constexpr std::string_view kBiases[] = {"norm_ih_bias", "norm_hh_bias"};
  static constexpr Gate kGates[] = {
      {"i", GateRole::replaces}, {"f", GateRole::keeps}, {"g", GateRole::candidate}, {"o"}};
  static std::vector<CellParameter> parameters(Index input_size, Index hidden_size);
  static std::vector<Tensor> step(const StepInput& input);
};

/// Layer-normalised GRU (Ba, Kiros & Hinton 2016): `cells::GRU` applied to the gate blocks of
/// N_ih(W x) and N_hh(U h).
struct LayerNormGRU {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr bool kBias = false;
  static constexpr std::string_view kBiases[] = {"norm_ih_bias", "norm_hh_bias"};
  static constexpr Gate kGates[] = {{"r"}, {"z", GateRole::replaces}, {"n", GateRole::candidate}};
  static std::vector<CellParameter> parameters(Index input_size, Index hidden_size);
  static std::vector<Tensor> step(const StepInput& input);
};

}  // namespace xgrad::nn::cells
