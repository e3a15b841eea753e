// Normalisations as compositions of row-wise operations.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/normalize.hpp>
#include <xgrad/autograd/ops/sequence/norms.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad {
namespace {

void check_normalized(const char* op, const Tensor& x, std::size_t least_rank, double eps) {
  if (!is_floating(x.dtype(op))) {
    throw DTypeError(fmt::format("{}: the input is {}, not float32 or float64", op, x.dtype()));
  }
  if (x.rank() < least_rank) {
    throw ShapeError(fmt::format("{}: input {} has {} axes, expected {} or more", op, x.shape(),
                                 x.rank(), least_rank));
  }
  if (!(eps >= 0 && std::isfinite(eps))) {
    throw ValueError(fmt::format("{}: eps is {}, expected 0 or more, and finite", op, eps));
  }
}

// An undefined vector passes.
void check_vector(const char* op, const char* role, const Tensor& vector, const Tensor& x,
                  Index size) {
  if (!vector.defined()) return;
  if (vector.shape() != Shape{size}) {
    throw ShapeError(fmt::format("{}: {} {} does not fit input {}, expected [{}]", op, role,
                                 vector.shape(), x.shape(), size));
  }
  if (vector.dtype() != x.dtype()) {
    throw DTypeError(
        fmt::format("{}: the {} is {}, the input is {}", op, role, vector.dtype(), x.dtype()),
        "cast one of them; floating types do not mix silently");
  }
}

// One number per channel, for arithmetic with x.   [c] -> [c, 1, ...]
Tensor per_channel(const Tensor& vector, const Tensor& x) {
  Shape shape = Shape::filled(x.rank() - 1, 1);
  shape[0] = vector.numel();
  return reshape(vector, shape);
}

Tensor scaled(Tensor y, const Tensor& weight, const Tensor& bias) {
  if (weight.defined()) y = mul(y, per_channel(weight, y));
  if (bias.defined()) y = add(y, per_channel(bias, y));
  return y;
}

// (1 - momentum) running + momentum next
Tensor updated(const Tensor& running, const Tensor& next, double momentum) {
  return add(mul(running, 1 - momentum), mul(next, momentum));
}

}  // namespace

Tensor rms_norm(const Tensor& x, const Tensor& weight, std::optional<double> eps) {
  check_normalized("rms_norm", x, 1, eps.value_or(0));
  check_vector("rms_norm", "weight", weight, x, x.shape().back());
  const double added = eps.value_or(x.dtype() == float32 ? std::numeric_limits<float>::epsilon()
                                                         : std::numeric_limits<double>::epsilon());
  const Tensor y = mul(x, rsqrt(add(mean(square(x), -1, true), added)));
  return weight.defined() ? mul(y, weight) : y;
}

Tensor group_norm(const Tensor& x, Index num_groups, const Tensor& weight, const Tensor& bias,
                  double eps) {
  check_normalized("group_norm", x, 2, eps);
  const Index channels = x.shape()[1];
  if (num_groups < 1 || channels % num_groups != 0) {
    throw ShapeError(fmt::format("group_norm: {} groups do not divide the {} channels of input {}",
                                 num_groups, channels, x.shape()));
  }
  check_vector("group_norm", "weight", weight, x, channels);
  check_vector("group_norm", "bias", bias, x, channels);
  Index size = channels / num_groups;  // of a group
  for (std::size_t axis = 2; axis < x.rank(); ++axis) size *= x.shape()[axis];
  const Tensor groups = reshape(x, {x.shape()[0], num_groups, size});
  return scaled(reshape(layer_norm(groups, {}, {}, eps), x.shape()), weight, bias);
}

Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight, const Tensor& bias, bool training, double momentum,
                  double eps) {
  check_normalized("batch_norm", x, 2, eps);
  const Index channels = x.shape()[1];
  check_vector("batch_norm", "running_mean", running_mean, x, channels);
  check_vector("batch_norm", "running_var", running_var, x, channels);
  check_vector("batch_norm", "weight", weight, x, channels);
  check_vector("batch_norm", "bias", bias, x, channels);
  if (running_mean.defined() || running_var.defined()) {
    check_defined("batch_norm", running_mean, running_var);
  }
  if (!training && running_mean.defined()) {
    const Tensor scale = rsqrt(add(running_var, eps));
    return scaled(mul(sub(x, per_channel(running_mean, x)), per_channel(scale, x)), weight, bias);
  }
  const Tensor by_channel = transpose(x, 0, 1);
  const Index count = channels == 0 ? 0 : x.numel() / channels;
  if (channels > 0 && count < 2) {
    throw ValueError(
        fmt::format("batch_norm: input {} has {} elements per channel, the variance of a batch "
                    "needs two or more",
                    x.shape(), count),
        "in evaluation mode, the running statistics are used");
  }
  const Tensor rows = reshape(by_channel, {channels, count});
  const Tensor y = transpose(reshape(layer_norm(rows, {}, {}, eps), by_channel.shape()), 0, 1);
  Tensor result = contiguous(scaled(y, weight, bias));
  if (training && running_mean.defined()) {
    const NoGrad scope;
    const Tensor average = mean(rows, -1, true);
    const Tensor variance = div(sum(square(sub(rows, average)), -1),
                                static_cast<double>(std::max<Index>(count - 1, 1)));
    const Tensor next_mean = updated(running_mean, squeeze(average, -1), momentum),
                 next_var = updated(running_var, variance, momentum);
    running_mean.copy_(next_mean);  // nothing throws from here on
    running_var.copy_(next_var);
  }
  return result;
}

}  // namespace xgrad
