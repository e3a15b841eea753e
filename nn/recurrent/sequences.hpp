// Sequences: lengths and resets of the sequences in a padded batch.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// Lengths and resets of the sequences in a padded batch.
struct Sequences {
  /// The number of time steps of each sequence, from 0 to the size of the time axis; empty if all
  /// have full length. Padding is never read, and the output there is 0.
  std::vector<Index> lengths = {};
  /// bool, shaped like the input without its features: true where a new episode starts. The state
  /// is reset to the initial state before such a step. The backward direction resets it after such
  /// a step, before it processes the previous step, so that a reset at step 0 has no effect there.
  Tensor reset = {};
};

}  // namespace xgrad::nn
