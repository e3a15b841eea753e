// Losses against PyTorch's, by the names of golden/losses.hpp.
#pragma once

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/losses.hpp"
#include "nn/golden.hpp"
#include <string>

namespace test {

/// The three reductions with their names.
inline constexpr std::pair<xgrad::nn::Reduction, const char*> kReductions[] = {
    {xgrad::nn::Reduction::mean, "mean"},
    {xgrad::nn::Reduction::sum, "sum"},
    {xgrad::nn::Reduction::none, "none"}};

inline std::span<const double> entry(std::span<const golden::Named> table, std::string_view name) {
  const auto found =
      std::ranges::find_if(table, [&](const auto& named) { return named.name == name; });
  BOOST_REQUIRE_MESSAGE(found != table.end(), name << " is no golden loss");
  return found->values;
}

/// Compares a loss, and its gradient by `input`, with the golden ones.
inline void check_loss(const std::string& name, const xgrad::Tensor& loss,
                       const xgrad::Tensor& input) {
  BOOST_TEST_CONTEXT(name) {
    BOOST_TEST(close(loss, entry(golden::losses::values, name), {.absolute = 2e-15}));
    (loss.rank() == 0 ? loss : xgrad::sum(loss * recipe(2, loss.shape()))).backward();
    BOOST_TEST(close(input.grad(), entry(golden::losses::gradients, name), {.absolute = 2e-15}));
  }
}

}  // namespace test
