// The states of a layer of a stepper.
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/recurrent/scan/stepper/step_layer.hpp>

#include <cstring>

namespace xgrad::nn {

StepLayer::StepLayer(const CellInfo& cell, const CellTensors& weights,
                     const std::vector<Tensor>& initial, const PackedStep::Sizes& sizes,
                     Index batch)
    : step_(cell, sizes, initial[0].dtype()),
      batch_(batch),
      input_size_(sizes.input_size),
      element_(size_of(initial[0].dtype())) {
  const DType dtype = initial[0].dtype();
  step_.pack(weights);
  if (cell.takes_input) padded_input_ = Array::empty({batch, step_.padded()}, dtype);
  if (weights.w_hr.defined()) {
    projection_.emplace(projection_cell(), PackedStep::Sizes{sizes.hidden_size, sizes.units, 0},
                        dtype);
    projection_->pack({.w_ih = weights.w_hr, .w_hh = {}, .b_ih = {}, .b_hh = {}, .w_hr = {}});
    unprojected_ = Array::empty({batch, step_.padded()}, dtype);
  }
  for (std::size_t i = 0; i < initial.size(); ++i) {
    const Tensor values = contiguous(initial[i]);
    initial_.push_back(Array::empty({padded(i)}, dtype));
    steps_of(i).pad(values.array().raw(), initial_[i].raw());
    for (auto& states : states_) states.push_back(Array::empty({batch, padded(i)}, dtype));
  }
  point();
}

// Sets all pointers of the arguments but that of the input.
void StepLayer::point() {
  for (const int turn : {0, 1}) {
    for (std::size_t i = 0; i < count(); ++i) {
      from_[turn].push_back(states_[turn][i].raw());
      to_[turn].push_back(i == 0 && projection_ ? unprojected_.raw() : states_[1 - turn][i].raw());
    }
    arguments_[turn] = step_.arguments(batch_);
    arguments_[turn].states = from_[turn].data();
    arguments_[turn].next = to_[turn].data();
    arguments_[turn].hidden_stride = padded(0);
    if (!projection_) continue;
    projected_[turn] = {states_[1 - turn][0].raw()};
    projections_[turn] = projection_->arguments(batch_);
    projections_[turn].input = unprojected_.raw();
    projections_[turn].input_stride = step_.padded();
    projections_[turn].states = from_[turn].data();
    projections_[turn].next = projected_[turn].data();
  }
}

void StepLayer::set_input(const StepLayer& below) {
  for (const int turn : {0, 1}) {
    arguments_[turn].input = below.state(1 - turn, 0).raw();
    arguments_[turn].input_stride = below.padded(0);
  }
  padded_input_ = Array();
}

// Copies rows to ones of whole groups, of which the formula reads registers.
void StepLayer::pad_input(int turn, const void* input) {
  const auto* from = static_cast<const std::byte*>(input);
  auto* to = static_cast<std::byte*>(padded_input_.raw());
  for (Index row = 0; row < batch_; ++row) {
    step_.pad(from, to);
    from += static_cast<std::size_t>(input_size_) * element_;
    to += static_cast<std::size_t>(step_.padded()) * element_;
  }
  arguments_[turn].input = padded_input_.raw();
  arguments_[turn].input_stride = step_.padded();
}

std::byte* StepLayer::row(int turn, std::size_t i, Index row) const {
  return static_cast<std::byte*>(states_[turn][i].raw()) +
         static_cast<std::size_t>(row * padded(i)) * element_;
}

void StepLayer::set_row(int turn, std::size_t i, Index at, const void* elements) const {
  steps_of(i).pad(elements, row(turn, i, at));
}

void StepLayer::set_initial(int turn, std::size_t i, Index at) const {
  std::memcpy(row(turn, i, at), initial_[i].raw(), static_cast<std::size_t>(padded(i)) * element_);
}

void StepLayer::copy_states(int turn, const StepLayer& other) const {
  for (std::size_t i = 0; i < count(); ++i) {
    std::memcpy(row(turn, i, 0), other.row(turn, i, 0),
                static_cast<std::size_t>(batch_ * padded(i)) * element_);
  }
}

}  // namespace xgrad::nn
