// States are split when sequences end and concatenated when sequences start.
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/recurrent/scan/states.hpp>

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
std::vector<Tensor> joined_pieces(const std::vector<std::vector<Tensor>>& pieces) {
  std::vector<Tensor> whole;
  for (std::size_t i = 0; i < pieces.back().size(); ++i) {
    std::vector<Tensor> parts;
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
      parts.push_back((*piece)[i]);
    }
    whole.push_back(cat(parts, 0));
  }
  return whole;
}

}  // namespace

void States::activate(Index count) {
  if (count < active_[0].size(0)) {
    waiting_.push_back(cut_off(active_, count));
    return;
  }
  while (count > active_[0].size(0)) {
    std::vector<Tensor> next = std::move(waiting_.back());
    waiting_.pop_back();
    const Index missing = count - active_[0].size(0);
    if (next[0].size(0) > missing) waiting_.push_back(cut_off(next, missing));
    active_ = joined_pieces({std::move(next), std::move(active_)});
  }
}

void States::activate_all() {
  if (waiting_.empty()) return;
  waiting_.push_back(std::move(active_));
  active_ = joined_pieces(waiting_);
  waiting_.clear();
}

}  // namespace xgrad::nn
