// What is known of the sequences in a batch besides their elements.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <vector>

namespace xgrad::nn {

/// Lengths and beginnings of the sequences in a padded batch.
struct Sequences {
  /// How many steps each sequence has, from 0 to the number of time steps; empty: all of them. What
  /// lies behind is never read, and the output there is 0.
  std::vector<Index> lengths = {};
  /// bool, shaped like the input without its features: true where an episode begins. The state goes
  /// back to its beginning before such a step; backward in time, on its way to the step before, so
  /// that a reset at step 0 changes nothing there.
  Tensor reset = {};
};

}  // namespace xgrad::nn
