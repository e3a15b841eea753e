// What a recurrent layer carries from one time step to the next.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// The states of a recurrent layer, from one time step, or one piece of a text, to the next. Each
/// is [layers * directions, batch, size], with `state_batch_first` [batch, layers * directions,
/// size], and of a single step [batch, size]; an undefined tensor stands for the beginning, which
/// is 0 unless the layer or its cell says otherwise.
struct State {
  /// The hidden state: what the layer puts out.
  Tensor h = {};
  /// The cell state of an LSTM.
  Tensor c = {};
  /// The others of a cell that has more.
  std::vector<Tensor> others = {};

  /// These values without history: the place where back-propagation through time stops.
  State detach() const;
  /// All of them, h first, up to the last one that is defined.
  std::vector<Tensor> tensors() const;
  /// A state of such tensors.
  static State of(std::vector<Tensor> tensors);
};

}  // namespace xgrad::nn
