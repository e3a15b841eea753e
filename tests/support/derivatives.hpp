// First and second derivatives of a function against differences, as one line of a test.
#pragma once

#include <xgrad/autograd/gradcheck.hpp>

#include <boost/test/unit_test.hpp>

namespace test {

/// Passes a function, or a module that nn/gradcheck.hpp takes, and inputs, of which some are
/// leaves, through both gradient checks, the second one with `options`.
template <class F>
void check_derivatives(const F& function, const std::vector<xgrad::Tensor>& inputs,
                       const xgrad::GradcheckOptions& options = {}) {
  const auto first = gradcheck(function, inputs);
  BOOST_TEST(first.ok, first.message);
  const auto second = gradgradcheck(function, inputs, options);
  BOOST_TEST(second.ok, second.message);
}

}  // namespace test
