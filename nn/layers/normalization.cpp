// RMSNorm, GroupNorm and BatchNorm1d: initialisation, checks and running statistics.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/sequence/norms.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/layers/normalization.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <cmath>

namespace xgrad::nn {
namespace {

void check_eps(const char* layer, double eps) {
  if (eps >= 0 && std::isfinite(eps)) return;
  throw ValueError(fmt::format("{}: eps is {}, must be at least 0 and finite", layer, eps));
}

Tensor filled(bool used, Index size, double value, DType dtype) {
  return used ? full({size}, value, dtype) : Tensor();
}

Tensor rms_weight(Index features, const RMSNormOptions& options) {
  check_positive("RMSNorm", "features", features);
  check_addressable("RMSNorm", "the weight", {{"features", features}});
  check_eps("RMSNorm", options.eps.value_or(0));
  return filled(options.elementwise_affine, features, 1, options.dtype);
}

Tensor group_weight(Index groups, Index channels, const GroupNormOptions& options) {
  check_positive("GroupNorm", "num_groups", groups);
  check_positive("GroupNorm", "num_channels", channels);
  check_addressable("GroupNorm", "the weight", {{"num_channels", channels}});
  check_eps("GroupNorm", options.eps);
  if (channels % groups != 0) {
    throw ValueError(fmt::format("GroupNorm: num_groups = {} does not divide num_channels = {}",
                                 groups, channels));
  }
  return filled(options.affine, channels, 1, options.dtype);
}

Tensor batch_weight(Index features, const BatchNorm1dOptions& options) {
  check_positive("BatchNorm1d", "num_features", features);
  check_addressable("BatchNorm1d", "the weight", {{"num_features", features}});
  check_eps("BatchNorm1d", options.eps);
  if (options.momentum) check_probability("BatchNorm1d", "momentum", *options.momentum);
  return filled(options.affine, features, 1, options.dtype);
}

// Throws ShapeError unless axis 1 has the channels, in an input of 2 to `most` axes.
void check_channels(const Tensor& input, const char* argument, Index channels, const char* expected,
                    std::size_t most) {
  const std::size_t rank = input.rank("input");
  if (rank >= 2 && rank <= most && input.size(1) == channels) return;
  throw ShapeError(fmt::format("input {} does not fit {} with {} = {}", input.shape(), expected,
                               argument, channels));
}

}  // namespace

RMSNorm::RMSNorm(Index features, const RMSNormOptions& options)
    : weight(register_parameter("weight", rms_weight(features, options))),
      features_(features),
      eps_(options.eps) {}

Tensor RMSNorm::forward(const Tensor& input) const {
  check_features(input, "features", features_);
  if (weight.defined()) check_dtype(input, weight.dtype());
  return rms_norm(input, weight, eps_);
}

std::string RMSNorm::extra_repr() const {
  return fmt::format("{}{}{}", features_, eps_ ? fmt::format(", eps {:g}", *eps_) : "",
                     weight.defined() ? "" : ", no weight");
}

GroupNorm::GroupNorm(Index num_groups, Index num_channels, const GroupNormOptions& options)
    : weight(register_parameter("weight", group_weight(num_groups, num_channels, options))),
      bias(register_parameter("bias", filled(options.affine, num_channels, 0, options.dtype))),
      num_groups_(num_groups),
      num_channels_(num_channels),
      eps_(options.eps) {}

Tensor GroupNorm::forward(const Tensor& input) const {
  check_channels(input, "num_channels", num_channels_, "[batch, channels, ...]", kMaxRank);
  if (weight.defined()) check_dtype(input, weight.dtype());
  return group_norm(input, num_groups_, weight, bias, eps_);
}

std::string GroupNorm::extra_repr() const {
  return fmt::format("{} groups of {}, eps {:g}{}", num_groups_, num_channels_ / num_groups_, eps_,
                     weight.defined() ? "" : ", no weights");
}

BatchNorm1d::BatchNorm1d(Index num_features, const BatchNorm1dOptions& options)
    : weight(register_parameter("weight", batch_weight(num_features, options))),
      bias(register_parameter("bias", filled(options.affine, num_features, 0, options.dtype))),
      running_mean(register_buffer(
          "running_mean", filled(options.track_running_stats, num_features, 0, options.dtype))),
      running_var(register_buffer(
          "running_var", filled(options.track_running_stats, num_features, 1, options.dtype))),
      num_batches_tracked(register_buffer(
          "num_batches_tracked", options.track_running_stats ? zeros({}, int64) : Tensor())),
      num_features_(num_features),
      eps_(options.eps),
      momentum_(options.momentum) {}

Tensor BatchNorm1d::forward(const Tensor& input) const {
  check_channels(input, "num_features", num_features_,
                 "[batch, features] or [batch, features, time]", 3);
  if (weight.defined() || running_mean.defined()) {
    check_dtype(input, weight.defined() ? weight.dtype() : running_mean.dtype());
  }
  if (!is_training() || !running_mean.defined()) {
    return batch_norm(input, running_mean, running_var, weight, bias, false, 0, eps_);
  }
  const std::int64_t batches = num_batches_tracked.tensor().item<std::int64_t>() + 1;
  const double momentum = momentum_.value_or(1 / static_cast<double>(batches));
  const Tensor tracked = full({}, batches, int64);
  Tensor output = batch_norm(input, running_mean, running_var, weight, bias, true, momentum, eps_);
  num_batches_tracked.set_data(tracked);
  return output;
}

std::string BatchNorm1d::extra_repr() const {
  return fmt::format("{}, eps {:g}, momentum {}{}{}", num_features_, eps_,
                     momentum_ ? fmt::format("{:g}", *momentum_) : "none",
                     weight.defined() ? "" : ", no weights",
                     running_mean.defined() ? "" : ", no running statistics");
}

}  // namespace xgrad::nn
