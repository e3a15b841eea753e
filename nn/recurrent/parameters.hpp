// The parameters of one layer and direction of a recurrent module. Internal.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/options.hpp>

#include <functional>

namespace xgrad::nn {

struct CellInfo;

/// The parameters that a cell adds to the standard ones.
std::vector<CellParameter> own_parameters(const CellInfo& cell, Index features, Index hidden_size);

/// Parameters with PyTorch's names, order and initialisation, followed by the cell's own parameters
/// and the learned initial states.
class LayerWeights {
 public:
  using Register = std::function<Parameter(const std::string& name, const Tensor& value)>;

  /// `features` is the number of features of the layer's input; `suffix` is appended to all names.
  LayerWeights(const CellInfo& cell, const RecurrentOptions& options, Index features,
               const std::string& suffix, const Register& register_parameter, Generator& generator);

  /// The weights as the scan takes them.
  CellTensors tensors() const;
  /// The learned initial states, [hidden] or [proj_size]; empty without `learned_state`.
  std::vector<Tensor> initial_states() const { return {initial_.begin(), initial_.end()}; }
  /// Size of state i: proj_size for a projected h, hidden_size otherwise.
  Index size_of_state(std::size_t i) const { return i == 0 ? size_of_h_ : hidden_size_; }
  /// The element type of the parameters.
  DType dtype() const;

 private:
  struct ParameterFactory;
  LayerWeights(const ParameterFactory& make, const CellInfo& cell, const RecurrentOptions& options,
               Index features);

  Index hidden_size_, size_of_h_;
  DType initial_dtype_;
  Parameter w_ih_;
  Parameter w_hh_, g_hh_;  // with weight_norm, the directions and norms of its rows
  Parameter b_ih_, b_hh_, w_hr_;
  std::vector<Parameter> own_;
  std::vector<Parameter> initial_;
};

/// The convention of the weights of a GRU, of the layer or single step `module`; none for other
/// cells.
std::optional<GateConvention> update_gate_convention(const CellInfo& cell,
                                                     const ModuleBase& module);
/// ", update_gate replace", for the description of a GRU; empty for other cells.
std::string update_gate_text(const CellInfo& cell);

}  // namespace xgrad::nn
