// The parameters of one layer and direction of a recurrent module. Internal.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module/parameter.hpp>
#include <xgrad/nn/recurrent/cells/composite.hpp>
#include <xgrad/nn/recurrent/options.hpp>

#include <functional>

namespace xgrad::nn {

struct CellInfo;

/// The parameters that a cell has besides the usual ones.
std::vector<CellParameter> own_parameters(const CellInfo& cell, Index features, Index hidden_size);

/// Parameters with PyTorch's names, order and initialisation, the cell's own behind them, and the
/// initial states where these are learned.
class LayerWeights {
 public:
  using Register = std::function<Parameter(const std::string& name, const Tensor& value)>;

  /// `features` are those of the layer's input, `suffix` ends all names.
  LayerWeights(const CellInfo& cell, const RecurrentOptions& options, Index features,
               const std::string& suffix, const Register& register_parameter, Generator& generator);

  /// What the scan multiplies with.
  CellTensors tensors() const;
  /// The initial states, [hidden] or [proj_size]; none without `learned_state`.
  std::vector<Tensor> initial_states() const { return {initial_.begin(), initial_.end()}; }
  /// Elements of each state: of h and of the others.
  Index size_of_state(std::size_t i) const { return i == 0 ? size_of_h_ : hidden_size_; }
  /// That of all of them.
  DType dtype() const;

 private:
  struct ParameterFactory;
  LayerWeights(const ParameterFactory& make, const CellInfo& cell, const RecurrentOptions& options,
               Index features);

  Index hidden_size_, size_of_h_;
  DType initial_dtype_;
  Parameter w_ih_;
  Parameter w_hh_, g_hh_;  // with weight_norm the directions of its rows, and their norms
  Parameter b_ih_, b_hh_, w_hr_;
  std::vector<Parameter> own_;
  std::vector<Parameter> initial_;
};

}  // namespace xgrad::nn
