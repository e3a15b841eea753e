// The forms of the gated recurrent unit. cell.hpp documents the interface.
#pragma once

#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <tuple>

namespace xgrad::nn::cells {

/// The common part of all forms of the gated recurrent unit: gate blocks r, z, n.
struct GRUShape {
  static constexpr int kBlocks = 3;
  static constexpr int kStates = 1;
  static constexpr int kUpdateGate = 1;
};

/// The common part of both forms that reset after the product (Cho et al. 2014): the gate z, 1 - z
/// and the candidate n.
///   r = sigma(x_r + h_r)   z = sigma(x_z + h_z)   n = tanh(x_n + r * h_n)
/// 1 - z is computed as sigma(-a), because the difference loses precision where z is close to 1.
inline constexpr auto gru_parts = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn) {
  const auto a = xz + hz;
  return std::tuple{sigmoid(a), sigmoid(-a), tanh(xn + sigmoid(xr + hr) * hn)};
};

/// One step of a gated recurrent unit in which z = 1 replaces the state (Chung et al. 2014).
///   h' = (1 - z) * h + z * n
struct GRU : GRUShape {
  static constexpr bool kSeparate = true;
  static constexpr Gate kGates[] = {{"r"}, {"z", GateRole::replaces}, {"n", GateRole::candidate}};
  static constexpr auto formula = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn, auto h) {
    const auto [z, rest, n] = gru_parts(xr, xz, xn, hr, hz, hn);
    return rest * h + z * n;
  };
};

/// One step of a gated recurrent unit in which z = 1 keeps the state, as in PyTorch.
///   h' = (1 - z) * n + z * h
struct GRUKeep : GRUShape {
  static constexpr bool kSeparate = true;
  static constexpr Gate kGates[] = {{"r"}, {"z", GateRole::keeps}, {"n", GateRole::candidate}};
  static constexpr auto formula = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn, auto h) {
    const auto [z, rest, n] = gru_parts(xr, xz, xn, hr, hz, hn);
    return rest * n + z * h;
  };
};

/// One step of a gated recurrent unit that resets before the product (Cho et al. 2014), where `role`
/// is that of z.
///   r = sigma(x_r + h_r)   z = sigma(x_z + h_z)   n = tanh(x_n + U_n (r * h) + b'_n)
///   h' = (1 - z) * h + z * n, or (1 - z) * n + z * h if z keeps the state
template <GateRole role>
struct GRUBefore : GRUShape {
  static constexpr Gate kGates[] = {{"r"}, {"z", role}, {"n", GateRole::candidate}};

  /// Splits the recurrent weights into those of the gates and those of the candidate.
  static std::vector<Tensor> prepare(const CellTensors& weights);
  static std::vector<Tensor> step(const StepInput& input);
};

extern template struct GRUBefore<GateRole::replaces>;
extern template struct GRUBefore<GateRole::keeps>;

}  // namespace xgrad::nn::cells
