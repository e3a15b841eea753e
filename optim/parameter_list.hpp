// The parameters that optimizers and clipping work on, with or without names.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::optim {

/// What a module's `parameters()` or `named_parameters()` returns, or tensors in braces. Without a
/// name, a tensor goes by its position.
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
