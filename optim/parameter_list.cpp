// Construction of parameter lists.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

ParameterList::ParameterList(std::initializer_list<Tensor> parameters) {
  with_out_of_memory([&] {
    for (const Tensor& parameter : parameters) parameters_.emplace_back("", parameter);
  });
}

ParameterList::ParameterList(const std::vector<Tensor>& parameters) {
  with_out_of_memory([&] {
    for (const Tensor& parameter : parameters) parameters_.emplace_back("", parameter);
  });
}

}  // namespace xgrad::optim
