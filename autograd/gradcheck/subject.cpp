// Calls of the checked function: recorded for gradients, not recorded for finite differences.
#include <xgrad/autograd/gradcheck/subject.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>

namespace xgrad::check {
namespace {

void append(Vector& to, const Array& array) {
  const Array dense = kernels::contiguous(array);
  to.insert(to.end(), dense.data<double>(), dense.data<double>() + dense.numel());
}

}  // namespace

Subject::Subject(const char* op, Function function, Point& point)
    : op_(op), function_(std::move(function)), point_(point) {
  const NoGrad unrecorded;
  for (const Tensor& output : function_()) {
    if (!is_floating(output.dtype())) continue;
    if (output.dtype() != float64) {
      throw DTypeError(fmt::format("{}: output {} {} is float32, differences need float64", op,
                                   shapes_.size(), output.shape()));
    }
    shapes_.push_back(output.shape());
    first_.push_back(size_);
    size_ += static_cast<std::size_t>(output.numel());
  }
}

std::size_t Subject::output_of(std::size_t element) const {
  const auto after = std::upper_bound(first_.begin(), first_.end(), element);
  return static_cast<std::size_t>(after - first_.begin()) - 1;
}

Dims Subject::index_of(std::size_t element) const {
  const std::size_t output = output_of(element);
  return unravel(static_cast<Index>(element - first_[output]), shapes_[output]);
}

std::vector<Tensor> Subject::call() const {
  std::vector<Tensor> outputs = function_();
  std::erase_if(outputs, [](const Tensor& output) { return !is_floating(output.dtype()); });
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (i < outputs.size() && outputs[i].shape() == shapes_[i]) continue;
    throw ValueError(
        fmt::format("{}: output {} has shape {} at first, and {} when the inputs are moved", op_, i,
                    shapes_[i], i < outputs.size() ? to_string(outputs[i].shape()) : "none"),
        "shapes of outputs must not depend on the values of inputs");
  }
  return outputs;
}

Vector Subject::values() {
  const NoGrad unrecorded;
  Vector values;
  values.reserve(size_);
  for (const Tensor& output : call()) {
    recorded_under_no_grad_ |= !output.is_leaf();
    append(values, output.array());
  }
  return values;
}

Vector Subject::values_after(const Vector& direction, double length) {
  graph_.clear();
  point_.step(direction, length);
  Vector result = values();
  point_.step_back();
  return result;
}

Vector Subject::gradient(const Vector& weights) {
  return pull(weights, point_.variables(), {});
}

Vector Subject::gradient_alone(const Vector& weights, std::size_t variable) {
  return pull(weights, {point_.variables()[variable]}, {});
}

Vector Subject::gradient_from(const Vector& weights, std::size_t output) {
  return pull(weights, point_.variables(), output);
}

Vector Subject::pull(const Vector& weights, const std::vector<Tensor>& variables,
                     std::optional<std::size_t> only_output) {
  const GradMode recorded(true);
  if (graph_.empty()) graph_ = call();
  std::vector<Tensor> roots, gradients;
  for (std::size_t i = 0; i < graph_.size(); ++i) {
    if (!graph_[i].requires_grad() || (only_output && *only_output != i)) continue;
    Array gradient = Array::empty(shapes_[i], float64);
    std::copy_n(weights.begin() + static_cast<Index>(first_[i]), gradient.numel(),
                gradient.mutable_data<double>());
    roots.push_back(graph_[i]);
    gradients.emplace_back(std::move(gradient));
  }
  std::vector<Tensor> found(variables.size());
  if (!roots.empty()) {
    Vector before, after;
    for (const Tensor& gradient : gradients) append(before, gradient.array());
    found = grad(roots, variables,
                 {.gradients = gradients, .retain_graph = true, .allow_unused = true});
    for (const Tensor& gradient : gradients) append(after, gradient.array());
    gradients_overwritten_ |= !same_bits(before, after);
  }
  Vector result;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (found[i].defined()) {
      append(result, found[i].array());
    } else {
      result.resize(result.size() + static_cast<std::size_t>(variables[i].numel()));
    }
  }
  return result;
}

}  // namespace xgrad::check
