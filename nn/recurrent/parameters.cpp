// The parameters of a layer and direction, and their initialisation.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/parameters.hpp>
#include <xgrad/nn/recurrent/state.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn {
// Creates parameters in the order of registration, which is the order in which PyTorch draws them.
struct LayerWeights::ParameterFactory {
  const Register& register_parameter;
  const std::string& suffix;
  double bound;
  DType dtype;
  Generator& generator;

  Parameter operator()(const CellParameter& parameter, const char* ending = "") const {
    const Tensor value = parameter.value ? full(parameter.shape, *parameter.value, dtype)
                                         : init::uniform(parameter.shape, bound, dtype, generator);
    return register_parameter(parameter.name + suffix + ending, value);
  }
  // Creates a parameter that may be absent.
  Parameter operator()(bool there, const CellParameter& parameter, const char* ending = "") const {
    return there ? operator()(parameter, ending) : Parameter();
  }
  std::vector<Parameter> operator()(const std::vector<CellParameter>& parameters) const {
    std::vector<Parameter> all;
    all.reserve(parameters.size());
    for (const CellParameter& parameter : parameters) all.push_back(operator()(parameter));
    return all;
  }
};

namespace {

std::vector<CellParameter> initial_states_of(const CellInfo& cell, Index hidden, Index size_of_h) {
  std::vector<CellParameter> states;
  for (std::size_t i = 0; i < static_cast<std::size_t>(cell.states); ++i) {
    const Shape shape = {i == 0 ? size_of_h : hidden};
    states.push_back({"initial_" + state_name(i), shape, cell.initial_value(i)});
  }
  return states;
}

}  // namespace

std::vector<CellParameter> own_parameters(const CellInfo& cell, Index features, Index hidden_size) {
  if (cell.parameters) return cell.parameters(features, hidden_size);
  std::vector<CellParameter> vectors;
  for (const std::string_view name : cell.vectors) {
    vectors.push_back({std::string(name), {hidden_size}});
  }
  return vectors;
}

LayerWeights::LayerWeights(const CellInfo& cell, const RecurrentOptions& options, Index features,
                           const std::string& suffix, const Register& register_parameter,
                           Generator& generator)
    : LayerWeights(ParameterFactory{register_parameter, suffix,
                                    1 / std::sqrt(static_cast<double>(options.hidden_size)),
                                    options.dtype, generator},
                   cell, options, features) {}

LayerWeights::LayerWeights(const ParameterFactory& make, const CellInfo& cell,
                           const RecurrentOptions& options, Index features)
    : hidden_size_(options.hidden_size),
      size_of_h_(options.proj_size > 0 ? options.proj_size : options.hidden_size),
      initial_dtype_(options.dtype),
      w_ih_(make(cell.blocks > 0, {"weight_ih", {cell.blocks * hidden_size_, features}})),
      w_hh_(make(cell.has_product(), {"weight_hh", {cell.blocks * hidden_size_, size_of_h_}},
                 options.regularization.weight_norm ? "_v" : "")),
      g_hh_(options.regularization.weight_norm
                ? make.register_parameter("weight_hh" + make.suffix + "_g", row_norms(w_hh_))
                : Parameter()),
      b_ih_(make(cell.blocks > 0 && cell.bias && options.bias,
                 {"bias_ih", {cell.blocks * hidden_size_}})),
      b_hh_(make(cell.has_product() && cell.bias && options.bias,
                 {"bias_hh", {cell.blocks * hidden_size_}})),
      w_hr_(make(options.proj_size > 0, {"weight_hr", {size_of_h_, hidden_size_}})),
      own_(make(own_parameters(cell, features, hidden_size_))),
      initial_(options.learned_state ? make(initial_states_of(cell, hidden_size_, size_of_h_))
                                     : std::vector<Parameter>()) {}

CellTensors LayerWeights::tensors() const {
  const Tensor w_hh = g_hh_.defined() ? weight_norm(w_hh_, g_hh_) : w_hh_.tensor();
  return {w_ih_, w_hh, b_ih_, b_hh_, w_hr_, {own_.begin(), own_.end()}};
}

DType LayerWeights::dtype() const {
  if (w_ih_.defined()) return w_ih_.dtype();
  if (!own_.empty()) return own_[0].dtype();
  return initial_.empty() ? initial_dtype_ : initial_[0].dtype();
}

std::optional<GateConvention> update_gate_convention(const CellInfo& cell,
                                                     const ModuleBase& module) {
  if (!cell.update_gate) return {};
  const std::size_t block = *cell.update_gate;
  GateConvention gate = {.convention = cell.gates[block].role == GateRole::keeps
                                           ? Convention::pytorch
                                           : Convention::xgrad,
                         .reset_after = cell.separate && !cell.step,
                         .parameters = {},
                         .block = static_cast<Index>(block),
                         .blocks = cell.blocks};
  // "weight_hh_l0_reverse_v", and of a single step "weight_hh"; norms, which end in _g, have no sign.
  const auto is_of_gates = [](std::string_view name) {
    for (const std::string_view kind : {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
      if (!name.starts_with(kind) || name.ends_with("_g")) continue;
      const std::string_view rest = name.substr(kind.size());
      return rest.empty() || (rest.starts_with("_l") && rest.size() > 2 && rest[2] >= '0' &&
                              rest[2] <= '9' && rest.find('.') == rest.npos);
    }
    return false;
  };
  for (const auto& [name, tensor] : module.named_parameters()) {
    if (is_of_gates(name)) gate.parameters.push_back(name);
  }
  return gate;
}

std::string update_gate_text(const CellInfo& cell) {
  if (!cell.update_gate) return {};
  const bool keeps = cell.gates[*cell.update_gate].role == GateRole::keeps;
  return keeps ? ", update_gate keep" : ", update_gate replace";
}

}  // namespace xgrad::nn
