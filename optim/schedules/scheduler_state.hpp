// What the state dicts of schedulers have in common. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::optim {

/// Exact in double precision, in which schedules are computed.
inline constexpr Index kMostEpochs = Index{1} << 53;

/// The name of an entry: "StepLR.last_epoch".
inline std::string entry_name(std::string_view scheduler, std::string_view entry) {
  return fmt::format("{}.{}", scheduler, entry);
}

/// An int64 [] from 0 to `most`.
inline StateDiff::Entry counter(std::string_view scheduler, std::string_view entry, Index most) {
  return {entry_name(scheduler, entry), int64, {}, [most](const Tensor& saved) -> std::string {
            const auto count = saved.item<Index>();
            if (count >= 0 && count <= most) return "";
            return fmt::format(" is {}, must be from 0 to {}", count, most);
          }};
}

/// Throws ValueError when a state has entries that do not fit.
inline void check_fits(std::string_view scheduler, const StateDict& state,
                       const std::vector<StateDiff::Entry>& expected) {
  const StateDiff found(state, expected, "scheduler");
  if (found.count() == 0) return;
  throw ValueError(fmt::format("{}: nothing was loaded, {} entries of the state do not fit\n  {}",
                               scheduler, found.count(), found.text()),
                   "make the scheduler as the one that was saved");
}

}  // namespace xgrad::optim
