// Messages about states of a training that do not fit.
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
  StateDiff(state, expected, owner).check(owner);
}

}  // namespace xgrad::nn::training
