// What a composite cell declares and what its step receives.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn {

/// A parameter that the cell adds to every layer and direction of a recurrent module.
struct CellParameter {
  /// The name without suffix, such as "weight_hh"; a layer appends "_l0", "_l1_reverse" and so on.
  std::string name;
  Shape shape;
  /// A constant initial value; without it, the parameter is initialised within
  /// 1 / sqrt(hidden_size).
  std::optional<double> value = {};
};

/// The weights of one layer and direction; absent weights are undefined.
struct CellTensors {
  Tensor w_ih;  // [blocks * hidden, features]
  Tensor w_hh;  // [blocks * hidden, h]
  Tensor b_ih;  // [blocks * hidden]
  Tensor b_hh;  // [blocks * hidden]
  Tensor w_hr;  // [h, hidden], with a projection
  /// The cell's own parameters, in the order in which it declares them.
  std::vector<Tensor> own = {};

  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    for (Tensor* tensor : {&w_ih, &w_hh, &b_ih, &b_hh, &w_hr}) visit(*tensor);
    for (Tensor& tensor : own) visit(tensor);
  }
};

/// The input of `C::step`: one time step of one layer and direction.
struct StepInput {
  /// W x + b, or x itself for a cell with kBlocks = 0.   [batch, blocks * hidden]
  const Tensor& from_input;
  /// The state h for recurrent products, with recurrent dropout applied if the layer has it.
  const Tensor& hidden;
  /// All states, h first, [batch, hidden] each.
  const std::vector<Tensor>& states;
  const CellTensors& weights;
};

/// U h + b' for one of many steps that share U; b' may be undefined.
/// [b, k], [n, k], [n] -> [b, n]
Tensor recurrent_product(const Tensor& hidden, const Tensor& weight, const Tensor& bias = {});

}  // namespace xgrad::nn
