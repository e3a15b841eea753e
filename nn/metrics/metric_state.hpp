// What the state dicts of metrics have in common. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn {

/// Exact in double precision, and far from overflow.
inline constexpr Index kMostCounted = Index{1} << 53;

/// The option of metrics that ignore one target.
inline constexpr const char* kIgnoreIndex = "ignore_index";

/// The name of an entry: "Accuracy.count".
std::string entry_name(std::string_view metric, std::string_view entry);

/// " holds -1 at element 2, must be at least 0" for impossible counts, "" for others.
std::string fault_of_counts(const Tensor& counts);

/// The entry of an option, int64 []: counts of other options do not fit.
StateDiff::Entry option_entry(std::string_view metric, std::string_view option, Index value);

/// Throws ValueError when a state has entries that do not fit; `hint` says which state would.
void check_state_of(std::string_view metric, const StateDict& state,
                    const std::vector<StateDiff::Entry>& expected, std::string_view hint);

}  // namespace xgrad::nn
