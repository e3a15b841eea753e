// The gradients of a segment's steps, computed in one loop without tensors. Internal.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/nn/recurrent/scan/compiled/steps.hpp>

namespace xgrad::nn {

/// The inputs of a segment's node by number; those of a kind that a cell may have several of follow
/// each other.
struct SegmentInputs {
  enum : std::size_t {
    input_weight,
    input_bias,
    columns,
    hidden_weight,
    hidden_bias,
    projection,
    own
  };
  std::size_t vectors, states, reset_states;

  std::size_t state(std::size_t k) const { return own + vectors + k; }
  std::size_t reset_state(std::size_t k) const { return state(states) + k; }
  std::size_t rows(std::size_t part) const { return reset_state(reset_states) + part; }
};

/// Passes the gradients of a segment's arguments to the sink, from those of its outputs: for each
/// state its rows of all steps, if they are an output, and the state after the segment. Undefined
/// gradients are zero. With `overwrites`, gradients of sums take the place of the sums.
void run_steps_backward(const ScanInput& scan, const ScanPlan& plan, const Segment& segment,
                        const SegmentInput& from, const Activations& saved,
                        std::span<const Tensor> of_rows, std::span<const Tensor> of_states,
                        bool overwrites, GradientSink& sink);

}  // namespace xgrad::nn
