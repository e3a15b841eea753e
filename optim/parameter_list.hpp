// ParameterList: parameters for optimizers and clipping, with or without names.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::optim {

/// Constructed from the result of a module's `parameters()` or `named_parameters()`, or from
/// tensors in braces. Tensors without names are named by their position.
class ParameterList {
 public:
  using Named = std::pair<std::string, Tensor>;

  ParameterList(std::initializer_list<Tensor> parameters);
  ParameterList(const std::vector<Tensor>& parameters);
  ParameterList(std::vector<Named> parameters) : parameters_(std::move(parameters)) {}

  std::size_t size() const { return parameters_.size(); }
  std::vector<Named>::const_iterator begin() const { return parameters_.begin(); }
  std::vector<Named>::const_iterator end() const { return parameters_.end(); }

 private:
  std::vector<Named> parameters_;
};

}  // namespace xgrad::optim
