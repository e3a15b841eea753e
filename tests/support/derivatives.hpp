// First and second derivatives of a function against differences, as one line of a test.
#pragma once

#include <xgrad/autograd/gradcheck.hpp>

#include <boost/test/unit_test.hpp>

namespace test {

/// Passes `function` and its inputs, of which some are leaves, through both gradient checks.
inline void check_derivatives(const xgrad::CheckedFunction& function,
                              const std::vector<xgrad::Tensor>& inputs) {
  const auto first = gradcheck(function, inputs), second = gradgradcheck(function, inputs);
  BOOST_TEST(first.ok, first.message);
  BOOST_TEST(second.ok, second.message);
}

}  // namespace test
