// Options of optimizers, and numbers of schedules, as entries of state dicts.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::optim {

/// The name of an option in a state dict: "Adam.param_groups.0.lr".
std::string option_key(std::string_view optimizer, std::size_t group, std::string_view option);

/// The value of an option as a tensor: float64 [], [2] or [size of the list], int64 [], or bool [].
Tensor option_tensor(double value);
Tensor option_tensor(bool value);
Tensor option_tensor(Index value);
Tensor option_tensor(const std::array<double, 2>& value);
Tensor option_tensor(const std::vector<double>& values);

/// Reads an option from a tensor that `option_tensor` could have made; leaves it otherwise.
void read_option(const Tensor& saved, double& value);
void read_option(const Tensor& saved, bool& value);
void read_option(const Tensor& saved, Index& value);
void read_option(const Tensor& saved, std::array<double, 2>& value);
/// The list has the size that is read.
void read_option(const Tensor& saved, std::vector<double>& values);

}  // namespace xgrad::optim
