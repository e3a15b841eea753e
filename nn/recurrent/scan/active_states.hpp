// The states of the sequences of a batch that have a given time step. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// The states of a batch that is sorted by decreasing length. The states of the first sequences are
/// active; the other sequences have ended or not yet started.
class ActiveStates {
 public:
  /// [batch, size] each.
  explicit ActiveStates(std::vector<Tensor> states) : states_(std::move(states)) {}

  /// Makes the first `count` sequences active.
  void resize(Index count);
  /// The states of the active sequences.
  std::vector<Tensor>& get() { return states_; }
  /// The states of all sequences.
  std::vector<Tensor> all();

 private:
  std::vector<Tensor> states_;
  std::vector<std::vector<Tensor>> waiting_;  // those next to the active ones last
};

}  // namespace xgrad::nn
