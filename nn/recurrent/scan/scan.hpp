// The scan: one layer of cells run through time in one direction. Internal.
#pragma once

#include <xgrad/nn/recurrent/scan/cell_step.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace xgrad::nn {

/// How many bytes a scan saves for the backward pass, of pre-activations and states other than h,
/// which is the output. See Note [The memory budget].
struct ScanMemory {
  /// Of the steps that run last; the others are recomputed.
  Index saved = std::numeric_limits<Index>::max();
  /// Of those, so many at a time.
  Index at_once = saved;
};

/// What that is for one row, the step of one sequence, without a limit; an estimate for a cell with
/// a step of its own.
Index bytes_per_row(const CellInfo& cell, Index hidden_size, DType dtype);

/// What a scan runs over, and how.
struct ScanInput {
  const CellInfo& cell;
  CellTensors weights;
  Index hidden_size;
  /// Rows of features [rows, features], or of class indices [rows].
  Tensor rows;
  std::shared_ptr<const Timeline> timeline;
  StateTransforms transforms = {};
  /// Where h is written, [rows, h].
  Array buffer;
  /// From the last step to the first.
  bool reverse = false;
  /// Gives the states other than h at all steps, too.
  bool all_states = false;
  ScanMemory memory = {};
  /// Is shown each step; the scan must not be limited in memory then.
  std::function<void(Index time, const std::vector<Tensor>& states, const GateValues& gates)>
      observer = {};
};

/// Runs a cell over the steps of a sequence. `states` [batch, size] each goes in and comes out.
/// Gives h, a view of the buffer, and the other states at all steps where they are asked for.
/// [rows, size] each
std::vector<Tensor> scan(const ScanInput& input, std::vector<Tensor>& states);

/// Runs a cell over one step, of inputs [batch, features] or class indices [batch].
void step(const CellInfo& cell, const CellTensors& weights, Index hidden_size, const Tensor& input,
          std::vector<Tensor>& states);

}  // namespace xgrad::nn
