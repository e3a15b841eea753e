// The original gated recurrent unit, which applies the reset gate before the recurrent product.
#pragma once

#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/forms.hpp>

#include <string_view>

namespace xgrad::nn::cells {

/// One step of a gated recurrent unit (Cho et al. 2014) with gate blocks r, z, n.
///   r = sigma(x_r + h_r)   z = sigma(x_z + h_z)   n = tanh(x_n + U_n (r * h) + b'_n)
///   h' = (1 - z) * h + z * n, or (1 - z) * n + z * h with UpdateGate::keep
template <UpdateGate gate>
struct GRUBefore {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr std::string_view kGates[] = {"r", "z", ""};
  static constexpr int kKeeps[] = {0, gate == UpdateGate::keep ? 1 : -1, 0};

  /// Splits the recurrent weights into those of the gates and those of the candidate.
  static std::vector<Tensor> prepare(const CellTensors& weights);
  static std::vector<Tensor> step(const StepInput& input);
};

extern template struct GRUBefore<UpdateGate::replace>;
extern template struct GRUBefore<UpdateGate::keep>;

}  // namespace xgrad::nn::cells
