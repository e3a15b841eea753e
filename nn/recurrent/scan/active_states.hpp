// The states of those sequences of a batch that a time step reaches. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// The states of a batch that is sorted by falling lengths. Those of the first sequences are
/// active; the others wait, because they have ended or have not begun.
class ActiveStates {
 public:
  /// [batch, size] each.
  explicit ActiveStates(std::vector<Tensor> states) : states_(std::move(states)) {}

  /// Makes the first `count` sequences the active ones.
  void resize(Index count);
  /// The states of the active sequences.
  std::vector<Tensor>& get() { return states_; }
  /// The states of all sequences.
  std::vector<Tensor> all();

 private:
  std::vector<Tensor> states_;
  std::vector<std::vector<Tensor>> waiting_;  // the nearest to the active ones last
};

}  // namespace xgrad::nn
