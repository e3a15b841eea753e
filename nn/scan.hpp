// The scan: one layer of cells run through time in one direction. Internal.
#pragma once

#include <xgrad/nn/cell_kind.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <limits>
#include <vector>

namespace xgrad::nn {

/// First values for one layer and direction, as PyTorch draws them: uniform within
/// 1 / sqrt(hidden_size), weight_ih first, then weight_hh, bias_ih and bias_hh.
struct FirstWeights {
  Tensor w_ih, w_hh, b_ih, b_hh;

  FirstWeights(const CellKind& cell, Index input_size, Index hidden_size, bool bias, DType dtype,
               Generator& generator);
};

/// How many bytes of a scan stay for the way back, of pre-activations and states other than h,
/// which is the output. See Note [The memory budget].
struct ScanMemory {
  /// Of the steps that run last; the others are computed again.
  Index kept = std::numeric_limits<Index>::max();
  /// Of those, so many at a time.
  Index at_once = kept;
};

/// What that is for one step without a limit.
Index bytes_per_step(const CellKind& cell, Index batch, Index hidden_size, DType dtype);

/// Runs a cell over the steps of `input` [time, batch, features], or of class numbers [time,
/// batch], from the last to the first with `reverse`. `states` [batch, hidden] each goes in and
/// comes out. The hidden states are written into `buffer` [time, batch, hidden], of which the
/// result is a view.
Tensor scan(const CellKind& cell, const CellWeights& weights, const Tensor& input,
            std::vector<Tensor>& states, const Array& buffer, bool reverse,
            const ScanMemory& memory = {});

/// Runs a cell over one step, of inputs [batch, features] or class numbers [batch].
void step(const CellKind& cell, const CellWeights& weights, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
