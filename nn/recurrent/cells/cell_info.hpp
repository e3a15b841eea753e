// The type-erased description of a cell: its compiled formula or step, and its arguments. Internal.
#pragma once

#include <xgrad/autograd/formula/pointwise_core.hpp>
#include <xgrad/nn/recurrent/cells/cell_variant.hpp>
#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/cells/gate.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn {

struct StepKernels;

/// The names of the biases b and b' in most cells.
inline constexpr std::string_view kUsualBiases[] = {"bias_ih", "bias_hh"};

/// Built by `cell_info<C>()` from the constants of a cell; cell.hpp documents them.
struct CellInfo {
  /// The compiled formula; has no kernels for a composite cell.
  FormulaCall call = {};
  int blocks;
  int states;
  bool separate = false;
  /// True when the formula takes x, so that input_size equals hidden_size.
  bool takes_input = false;
  bool takes_hidden = false;
  /// False for a cell without a recurrent product.
  bool recurrent = true;
  /// False for a cell that never has b and b'.
  bool bias = true;
  /// The bias parameters of the gates; initialisers set the first one and set the second one to 0.
  std::span<const std::string_view> biases = kUsualBiases;
  /// Names of the cell's own parameters [hidden], which the formula takes after the states.
  std::span<const std::string_view> vectors = {};
  /// Initial values of the states; empty for zeros.
  std::span<const double> initial = {};
  /// The gate blocks; empty for a cell that does not declare them.
  std::span<const Gate> gates = {};
  /// The formula of the gate values if they are not the logistic function of their blocks.
  FormulaCall gate_values = {};
  /// For h' = a * h + b: the formula of a and b.
  FormulaCall coefficients = {};
  /// The step on packed weights, compiled for the widest instruction set of the processor, and for
  /// the widest one up to AVX2; null for a composite cell.
  const StepKernels* steps = nullptr;
  const StepKernels* narrow_steps = nullptr;
  std::vector<Tensor> (*step)(const StepInput&) = nullptr;
  /// For a composite cell: its own parameters.
  std::vector<CellParameter> (*parameters)(Index input_size, Index hidden_size) = nullptr;
  /// For a composite cell: computes, once per sequence, the tensors that the steps receive in place
  /// of the cell's own parameters.
  std::vector<Tensor> (*prepare)(const CellTensors&) = nullptr;
  /// The block of the update gate of a GRU, whose convention files of weights state.
  std::optional<std::size_t> update_gate = {};

  /// The weights that the steps of a sequence use: those of the layer, prepared.
  CellTensors prepared(CellTensors weights) const {
    if (prepare) weights.own = prepare(weights);
    return weights;
  }
  /// The initial value of state i.
  double initial_value(std::size_t i) const { return initial.empty() ? 0 : initial[i]; }
  /// True when b and b' are the bias parameters of the gates.
  bool has_usual_biases() const { return biases[0] == kUsualBiases[0]; }
  /// True when the cell has a weight_hh with as many rows as weight_ih.
  bool has_product() const { return blocks > 0 && recurrent; }
  /// True when the recurrent products are added to separate rows that hold b'.
  bool has_hidden_rows() const { return separate && recurrent && !step; }
};

/// The name of state i: h, c, then s2, s3 and so on.
inline std::string state_name(std::size_t i) {
  return i < 2 ? std::string(1, "hc"[i]) : "s" + std::to_string(i);
}

}  // namespace xgrad::nn
