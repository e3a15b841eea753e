// The names of a module's parameters.
#pragma once

#include <xgrad/nn/module.hpp>

#include <string>
#include <vector>

namespace test {

/// In the order of registration.
inline std::vector<std::string> names_of(const xgrad::nn::ModuleBase& module) {
  std::vector<std::string> names;
  for (const auto& [name, parameter] : module.named_parameters()) names.push_back(name);
  return names;
}

}  // namespace test
