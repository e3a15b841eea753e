// What the state dicts of schedulers have in common. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/optim/state_faults.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::optim {

/// The name of an entry: "StepLR.last_epoch".
inline std::string entry_name(std::string_view scheduler, std::string_view entry) {
  return fmt::format("{}.{}", scheduler, entry);
}

/// An int64 [] from 0 to `most`.
inline StateDiff::Entry counter(std::string_view scheduler, std::string_view entry,
                                Index most = kMostSteps) {
  return {entry_name(scheduler, entry), int64, {}, [most](const Tensor& saved) {
            return fault_of_count(saved, 0, most);
          }};
}

/// Throws ValueError when a state has entries that do not fit.
inline void check_fits(std::string_view scheduler, const StateDict& state,
                       const std::vector<StateDiff::Entry>& expected) {
  StateDiff(state, expected, "scheduler")
      .check(scheduler, "make the scheduler as the one that was saved");
}

}  // namespace xgrad::optim
