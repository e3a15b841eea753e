// States: the states of one layer and direction during a scan. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <span>
#include <vector>

namespace xgrad::nn {

/// The states of a batch of sequences that are sorted by decreasing length, h first, [batch, size]
/// each. The first sequences are active; the others have ended or not yet started.
class States {
 public:
  States() = default;
  explicit States(std::vector<Tensor> states) : active_(std::move(states)) {}

  /// Makes the first `count` sequences active.
  void activate(Index count);
  /// Makes all sequences active.
  void activate_all();

  /// The states of the active sequences.
  std::vector<Tensor>& active() { return active_; }
  const std::vector<Tensor>& active() const { return active_; }
  std::size_t count() const { return active_.size(); }
  Tensor& operator[](std::size_t i) { return active_[i]; }
  const Tensor& operator[](std::size_t i) const { return active_[i]; }
  const Tensor& h() const { return active_[0]; }

  /// Calls `visit` with each tensor; all sequences must be active.
  template <class Visit>
  void for_each_tensor(const Visit& visit) {
    for (Tensor& state : active_) visit(state);
  }

 private:
  std::vector<Tensor> active_;
  std::vector<std::vector<Tensor>> waiting_;  // those next to the active ones last
};

}  // namespace xgrad::nn
