// Parameters of a module by name, and which of them a function has left alone.
#pragma once

#include <xgrad/nn/module.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"

namespace test {

/// The parameters by name, themselves.
inline xgrad::StateDict named(const xgrad::nn::ModuleBase& module) {
  xgrad::StateDict parameters;
  for (const auto& [name, tensor] : module.named_parameters()) parameters[name] = tensor;
  return parameters;
}

/// What is not `except` is as it was in `before`.
inline void check_unchanged(const xgrad::StateDict& before, const xgrad::nn::ModuleBase& module,
                            const std::vector<std::string>& except) {
  for (const auto& [name, tensor] : named(module)) {
    bool excepted = false;
    for (const std::string& start : except) excepted |= name.starts_with(start);
    if (excepted) continue;
    BOOST_TEST_CONTEXT(name) BOOST_TEST(close(before.at(name), tensor));
  }
}

}  // namespace test
