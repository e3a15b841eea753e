// Messages about states of a training that do not fit.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/state_check.hpp>

#include <fmt/format.h>

#include <utility>

namespace xgrad::nn::training {

StateDiff::Entry count_entry(std::string name) {
  return {std::move(name), int64, {}, [](const Tensor& given) -> std::string {
            const auto count = given.item<Index>();
            return count >= 0 ? "" : fmt::format(" is {}, must not be negative", count);
          }};
}

void check_state(std::string_view owner, const StateDict& state,
                 const std::vector<StateDiff::Entry>& expected) {
  const StateDiff found(state, expected, owner);
  if (found.count() == 0) return;
  throw ValueError(fmt::format("{}: nothing was loaded, {} entries of the state do not fit\n  {}",
                               owner, found.count(), found.text()));
}

}  // namespace xgrad::nn::training
