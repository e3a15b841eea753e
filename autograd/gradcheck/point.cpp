// Strided reads and writes of the variables of a check.
#include <xgrad/autograd/gradcheck/point.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/memory/overlap.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>

namespace xgrad::check {
namespace {

void require_movable(const char* op, const std::string& name, const Tensor& x) {
  if (!x.is_leaf()) {
    throw GraphError(fmt::format("{}: {} {} is a result, not a leaf", op, name, x.shape()),
                     "pass x.detach().requires_grad_()");
  }
  if (x.dtype() != float64) {
    throw DTypeError(
        fmt::format("{}: {} {} is {}, differences need float64", op, name, x.shape(), x.dtype()),
        "cast with to(x, float64); modules with model.to(float64)");
  }
  if (has_coinciding_elements(x.array())) {
    throw ValueError(
        fmt::format("{}: {} {} is expanded: several of its elements are one", op, name, x.shape()),
        "expand inside the function under check");
  }
}

std::uint64_t bits(double x) {
  return std::bit_cast<std::uint64_t>(x);
}

}  // namespace

bool same_bits(const Vector& a, const Vector& b) {
  return std::ranges::equal(a, b, std::ranges::equal_to(), bits, bits);
}

Point::Point(const char* op, const Variables& variables) {
  for (const auto& [name, tensor] : variables) {
    if (!tensor.requires_grad()) continue;
    require_movable(op, name, tensor);
    const std::size_t variable = variables_.size();
    names_.push_back(name);
    variables_.push_back(tensor);
    first_.push_back(entries_.size());
    Array array = tensor.array();
    for (std::size_t flat = 0; flat < static_cast<std::size_t>(tensor.numel()); ++flat) {
      const Dims index = unravel(static_cast<Index>(flat), tensor.shape());
      Index offset = 0;
      for (std::size_t axis = 0; axis < index.size(); ++axis) {
        offset += index[axis] * array.strides()[axis];
      }
      entries_.push_back({variable, array.mutable_data<double>() + offset});
      original_.push_back(*entries_.back().element);
    }
  }
  if (variables_.empty()) {
    throw GraphError(fmt::format("{}: no input needs a gradient", op),
                     "mark the inputs to check with requires_grad_()");
  }
  position_ = original_;
}

Point::~Point() {
  write(original_);
}

Dims Point::index_of(std::size_t entry) const {
  const std::size_t variable = variable_of(entry);
  return unravel(static_cast<Index>(entry - first_[variable]), variables_[variable].shape());
}

void Point::step(const Vector& direction, double length) {
  Vector moved = position_;
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += length * direction[i];
  write(moved);
}

void Point::shift(Vector position) {
  position_ = std::move(position);
  write(position_);
}

bool Point::in_place() const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (bits(*entries_[i].element) != bits(position_[i])) return false;
  }
  return true;
}

void Point::write(const Vector& values) {
  for (std::size_t i = 0; i < entries_.size(); ++i) *entries_[i].element = values[i];
  for (const Tensor& variable : variables_) variable.writable();  // invalidates saved tensors
}

}  // namespace xgrad::check
