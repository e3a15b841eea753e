// States are split when sequences end and concatenated when sequences start.
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/nn/recurrent/scan/active_states.hpp>

namespace xgrad::nn {
namespace {

// Truncates all states to their first rows and returns the rest.
std::vector<Tensor> cut_off(std::vector<Tensor>& states, Index count) {
  std::vector<Tensor> rest;
  for (Tensor& state : states) {
    std::vector<Tensor> parts = split(state, {count, state.size(0) - count}, 0);
    state = std::move(parts[0]);
    rest.push_back(std::move(parts[1]));
  }
  return rest;
}

// Concatenates the pieces of each state along the batch axis, the last piece first.
std::vector<Tensor> joined(const std::vector<std::vector<Tensor>>& pieces) {
  std::vector<Tensor> whole;
  for (std::size_t i = 0; i < pieces.back().size(); ++i) {
    std::vector<Tensor> parts;
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
      parts.push_back((*piece)[i]);
    }
    whole.push_back(cat_or_view(parts, 0));
  }
  return whole;
}

}  // namespace

void ActiveStates::resize(Index count) {
  if (count < states_[0].size(0)) {
    waiting_.push_back(cut_off(states_, count));
    return;
  }
  while (count > states_[0].size(0)) {
    std::vector<Tensor> next = std::move(waiting_.back());
    waiting_.pop_back();
    const Index missing = count - states_[0].size(0);
    if (next[0].size(0) > missing) waiting_.push_back(cut_off(next, missing));
    states_ = joined({std::move(next), std::move(states_)});
  }
}

std::vector<Tensor> ActiveStates::all() {
  if (waiting_.empty()) return states_;
  waiting_.push_back(std::move(states_));
  return joined(waiting_);
}

}  // namespace xgrad::nn
