// Named tensors: what a model or an optimizer consists of between two runs of a program.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <map>
#include <string>

namespace xgrad {

/// Tensors by dotted name, such as "lstm.weight_ih_l0".
using StateDict = std::map<std::string, Tensor>;

}  // namespace xgrad
