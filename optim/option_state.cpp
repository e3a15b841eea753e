// Conversion of options from and to tensors.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/option_state.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace xgrad::optim {
namespace {

template <class T>
Tensor to_tensor(std::span<const T> values, const Shape& shape) {
  Array made = Array::empty(shape, dtype_of<T>());
  std::ranges::copy(values, made.mutable_data<T>());
  return Tensor(made);
}

template <class T>
void read(const Tensor& saved, std::span<T> values, const Shape& shape) {
  if (!saved.defined() || saved.dtype() != dtype_of<T>() || saved.shape() != shape) return;
  const Array dense = kernels::contiguous(saved.array());
  std::copy_n(dense.data<T>(), values.size(), values.begin());
}

}  // namespace

std::string option_key(std::string_view optimizer, std::size_t group, std::string_view option) {
  return fmt::format("{}.param_groups.{}.{}", optimizer, group, option);
}

Tensor option_tensor(double value) {
  return to_tensor<double>({&value, 1}, {});
}
Tensor option_tensor(bool value) {
  return to_tensor<bool>({&value, 1}, {});
}
Tensor option_tensor(Index value) {
  return to_tensor<Index>({&value, 1}, {});
}
Tensor option_tensor(const std::array<double, 2>& value) {
  return to_tensor<double>(value, {2});
}
Tensor option_tensor(const std::vector<double>& values) {
  return to_tensor<double>(values, {static_cast<Index>(values.size())});
}

void read_option(const Tensor& saved, double& value) {
  read<double>(saved, {&value, 1}, {});
}
void read_option(const Tensor& saved, bool& value) {
  read<bool>(saved, {&value, 1}, {});
}
void read_option(const Tensor& saved, Index& value) {
  read<Index>(saved, {&value, 1}, {});
}
void read_option(const Tensor& saved, std::array<double, 2>& value) {
  read<double>(saved, value, {2});
}
void read_option(const Tensor& saved, std::vector<double>& values) {
  read<double>(saved, values, {static_cast<Index>(values.size())});
}

}  // namespace xgrad::optim
