// Making lists of parameters.
#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

ParameterList::ParameterList(std::initializer_list<Tensor> parameters)
    : ParameterList(std::vector<Tensor>(parameters)) {}

ParameterList::ParameterList(const std::vector<Tensor>& parameters) {
  for (const Tensor& parameter : parameters) parameters_.emplace_back("", parameter);
}

}  // namespace xgrad::optim
