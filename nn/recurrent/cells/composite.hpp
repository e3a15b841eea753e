// What a composite cell, one made of ops, declares, and what its step gets.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn {

/// A parameter that every layer and direction of a recurrent module has.
struct CellParameter {
  /// As in "weight_hh"; a layer appends "_l0", "_l1_reverse" and so on.
  std::string name;
  Shape shape;
  /// Its initial value everywhere; drawn within 1 / sqrt(hidden_size), as the others, without one.
  std::optional<double> value = {};
};

/// The weights with which one layer and direction runs; those that it does not have are undefined.
struct CellTensors {
  Tensor w_ih;  // [blocks * hidden, features]
  Tensor w_hh;  // [blocks * hidden, h]
  Tensor b_ih;  // [blocks * hidden]
  Tensor b_hh;  // [blocks * hidden]
  Tensor w_hr;  // [h, hidden], with a projection
  /// The cell's own, in the order in which it declares them.
  std::vector<Tensor> own = {};
};

/// One time step of one layer and direction, as `C::step` gets it.
struct StepInput {
  /// W x + b   [batch, blocks * hidden]; x itself for a cell without blocks.
  const Tensor& from_input;
  /// The state h as recurrent products see it: with units dropped where the layer does that.
  const Tensor& hidden;
  /// All states, h first, [batch, hidden] each.
  const std::vector<Tensor>& states;
  const CellTensors& weights;
};

/// U h + b' for one of many steps that share U; b' may be undefined.   [b, k], [n, k], [n] -> [b,
/// n]
Tensor recurrent_product(const Tensor& hidden, const Tensor& weight, const Tensor& bias = {});

}  // namespace xgrad::nn
