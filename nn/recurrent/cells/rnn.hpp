// The formula of Elman's network. cell.hpp documents the interface.
#pragma once

#include <xgrad/nn/recurrent/cells/gate.hpp>

namespace xgrad::nn::cells {

/// One step of Elman's network (1990) for any activation: a struct with a `formula` of one
/// argument.
///   h' = f(a)
template <class Activation>
struct RNNOf {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr Gate kGates[] = {{"a", GateRole::candidate}};
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

/// One step of Elman's network with tanh.
struct RNN : RNNOf<TanhActivation> {};

}  // namespace xgrad::nn::cells
