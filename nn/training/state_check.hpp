// Checks of the states of a training. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::training {

/// An int64 [] that is not negative.
StateDiff::Entry count_entry(std::string name);

/// Throws ValueError when a state has entries that do not fit.
void check_state(std::string_view owner, const StateDict& state,
                 const std::vector<StateDiff::Entry>& expected);

}  // namespace xgrad::nn::training
