// Names of the variables of a module's gradient check.
#include <xgrad/nn/gradcheck.hpp>

namespace xgrad::nn {

std::vector<std::pair<std::string, Tensor>> variables_of(const ModuleBase& module,
                                                         const std::vector<Tensor>& inputs,
                                                         const GradcheckOptions& options) {
  auto variables = module.named_parameters();
  std::erase_if(variables, [](const auto& named) { return !named.second.requires_grad(); });
  for (auto& input : named_inputs(inputs, options)) variables.push_back(std::move(input));
  return variables;
}

}  // namespace xgrad::nn
