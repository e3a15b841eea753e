// State: the states of a recurrent layer between time steps.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <vector>

namespace xgrad::nn {

/// The states of a recurrent layer, passed from one call to the next. Each state is
/// [layers * directions, batch, size], with `state_batch_first` [batch, layers * directions, size],
/// and for a single step [batch, size]. An undefined tensor stands for the initial state, which is
/// 0 unless the layer learns it or the cell defines another.
struct State {
  /// The hidden state, the output of the layer.
  Tensor h = {};
  /// The cell state of an LSTM.
  Tensor c = {};
  /// Further states of a cell that has more than two.
  std::vector<Tensor> others = {};

  /// Returns the state without its history, for truncated BPTT (back-propagation through time).
  State detach() const;
  /// All states, h first, up to the last one that is defined.
  std::vector<Tensor> tensors() const;
  /// Creates a state from such tensors.
  static State of(std::vector<Tensor> tensors);

  /// Copies of the defined states as "h", "c", "others.0" and so on, for checkpoints.
  StateDict state_dict() const;
  /// Replaces all states; those without an entry become undefined. Throws ValueError for other
  /// names.
  void load_state_dict(const StateDict& state);
};

}  // namespace xgrad::nn
