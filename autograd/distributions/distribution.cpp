// Parameters, their checks, and sampling.
#include <xgrad/autograd/distributions/distribution.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>

namespace xgrad::distributions {

constinit const Constraint kReal = {"a number", [](const Tensor& x) { return x == x; }};
constinit const Constraint kPositive = {"positive", [](const Tensor& x) { return x > 0; }};
constinit const Constraint kNonnegative = {"at least 0", [](const Tensor& x) { return x >= 0; }};
constinit const Constraint kUnitInterval = {"in [0, 1]",
                                            [](const Tensor& x) { return x >= 0 && x <= 1; }};
constinit const Constraint kBoolean = {"0 or 1", [](const Tensor& x) { return x == 0 || x == 1; }};

void check_elements(std::string_view subject, const Tensor& x, const Tensor& holds,
                    std::string_view expected) {
  const Array dense = kernels::contiguous(holds.array());
  const bool* const begin = dense.data<bool>();
  const bool* const end = begin + dense.numel();
  const bool* const bad = std::find(begin, end, false);
  if (bad == end) return;
  const Dims position = unravel(bad - begin, x.shape());
  Tensor element = x.detach();
  for (const Index i : position) element = select(element, 0, i);
  const auto number = to(element, float64).item<double>();
  throw ValueError(position.empty() ? fmt::format("{} is {}, must be {}", subject, number, expected)
                                    : fmt::format("{} is {} at {}, must be {}", subject, number,
                                                  position, expected));
}

Tensor Distribution::sample(const Shape& shape, Generator& generator) const {
  const NoGrad no_grad;
  return draw(extended(shape), generator);
}

Shape Distribution::extended(const Shape& shape) const {
  Shape result = shape;
  for (const Index size : batch_shape_) result.push_back(size);
  return result;
}

void Distribution::check_value(const Tensor& x, DType dtype) const {
  if (x.dtype("log_prob") != dtype) {
    throw DTypeError(
        fmt::format("{}: value {} is {}, must be {}", name_, x.shape(), x.dtype(), dtype));
  }
  (void)broadcast_shapes(name_, x.shape(), batch_shape_);
}

void Distribution::check(const char* what, const Tensor& x, const Constraint& constraint) const {
  if (!validates_) return;
  const NoGrad no_grad;
  check_elements(fmt::format("{}: {}", name_, what), x, constraint.holds(x), constraint.expected);
}

Tensor ReparameterizedDistribution::rsample(const Shape& shape, Generator& generator) const {
  return draw(extended(shape), generator);
}

ReparameterizedDistribution::ReparameterizedDistribution(
    const char* name, std::initializer_list<NamedParameter> parameters, bool validate_args)
    : Distribution(name, validate_args) {
  const Tensor* first = nullptr;
  Shape shape;
  for (const NamedParameter& one : parameters) {
    const Tensor* const tensor = one.value.tensor();
    if (!tensor) continue;
    if (!first) first = tensor;
    if (!is_floating(tensor->dtype(name)) || tensor->dtype() != first->dtype()) {
      throw DTypeError(fmt::format(
          "{}: {} is {}, must be {}", name, one.name, tensor->array(),
          is_floating(first->dtype()) ? name_of(first->dtype()) : "float32 or float64"));
    }
    shape = broadcast_shapes(name, shape, tensor->shape());
  }
  set_batch_shape(shape);
  auto result = parameters_.begin();
  for (const NamedParameter& one : parameters) {
    const Tensor* const tensor = one.value.tensor();
    const Tensor value =
        tensor ? *tensor : full({}, one.value.number(), first ? first->dtype() : float32);
    check(one.name, value, one.constraint);
    *result++ = expand(value, shape);
  }
}

}  // namespace xgrad::distributions
