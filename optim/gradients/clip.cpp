// Clipping by the norm of all gradients, or of each group, and by value.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/fold.hpp>
#include <xgrad/optim/gradients/clip.hpp>
#include <xgrad/optim/gradients/norm.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace xgrad::optim {
namespace {

// The number of elements of which `holds` is true.
double count_if(const Array& gradient, bool (*holds)(double)) {
  return visit_floating(gradient.dtype(), [&]<class T>(T) {
    const T* const g = gradient.data<T>();
    return sum_of(gradient.numel(),
                  [&](Index i) { return holds(static_cast<double>(g[i])) ? 1.0 : 0.0; });
  });
}

[[noreturn]] void throw_nonfinite(const char* op, const Leaves& leaves, double norm) {
  std::string message = fmt::format("{}: the total norm is {}", op, norm);
  std::size_t affected = 0;
  for (const auto& [name, leaf] : leaves) {
    const Array gradient = kernels::contiguous(leaf.grad().array());
    const double nans = count_if(gradient, [](double x) { return std::isnan(x); });
    const double infinities = count_if(gradient, [](double x) { return std::isinf(x); });
    if (nans + infinities > 0 && affected++ == 0) {
      message += fmt::format("; the gradient of '{}' has {} NaN and {} infinite among {} elements",
                             name, nans, infinities, gradient.numel());
    }
  }
  if (affected == 0) {
    throw NumericError(
        fmt::format("{}: all gradients are finite, but their norm is beyond double", message),
        "without .error_if_nonfinite they are scaled to max_norm all the same");
  }
  throw NumericError(
      fmt::format("{}; {} of {} gradients are affected", message, affected, leaves.size()));
}

void check_arguments(const char* op, double max_norm, const ClipNormOptions& options) {
  if (!(max_norm >= 0)) {
    throw ValueError(fmt::format("{}: max_norm = {} must be at least 0", op, max_norm));
  }
  if (!(options.norm_type > 0)) {
    throw ValueError(fmt::format("{}: norm_type = {} must be above 0", op, options.norm_type));
  }
}

Norm checked_norm(const char* op, const Leaves& leaves, const ClipNormOptions& options) {
  const Norm norm = norm_of(leaves, options.norm_type);
  if (options.error_if_nonfinite && !std::isfinite(norm.value())) {
    throw_nonfinite(op, leaves, norm.value());
  }
  return norm;
}

constexpr double kTiny = 1e-6;  // as in PyTorch; prevents division by norm 0

bool exceeds(const Norm& norm, double max_norm) {
  return norm.value() + kTiny > max_norm || std::isnan(norm.value());
}

// Scales a gradient that is part of a vector with such a norm.
void clip(Array& gradient, const Norm& norm, double max_norm) {
  const double value = norm.value();
  // For a norm beyond 2^53, the addition has no effect.
  scale(gradient, max_norm, value < 0x1p53 || std::isnan(value) ? Norm{1, value + kTiny} : norm);
}

void clamp(Array& gradient, double bound) {
  visit_floating(gradient.dtype(), [&]<class T>(T) {
    const T most = static_cast<T>(bound);
    T* const x = gradient.mutable_data<T>();
    for (Index i = 0; i < gradient.numel(); ++i) x[i] = std::clamp(x[i], -most, most);
  });
}

}  // namespace

double clip_grad_norm_(const ParameterList& parameters, double max_norm,
                       const ClipNormOptions& options) {
  return with_out_of_memory([&]() -> double {
    constexpr const char* kOp = "clip_grad_norm_";
    check_arguments(kOp, max_norm, options);
    const Leaves leaves = leaves_of(kOp, parameters);
    const Norm norm = checked_norm(kOp, leaves, options);
    if (exceeds(norm, max_norm)) {
      change_gradients(leaves,
                       [&](std::size_t, Array& gradient) { clip(gradient, norm, max_norm); });
    }
    return norm.value();
  });
}

std::vector<double> clip_grad_norm_per_group_(const std::vector<ParameterList>& groups,
                                              double max_norm, const ClipNormOptions& options) {
  return with_out_of_memory([&]() -> std::vector<double> {
    constexpr const char* kOp = "clip_grad_norm_per_group_";
    check_arguments(kOp, max_norm, options);
    Leaves exceeding;         // of all groups whose norm exceeds max_norm
    std::vector<Norm> norms;  // of the groups of these leaves
    std::vector<double> values;
    values.reserve(groups.size());
    std::map<const TensorBody*, std::size_t> group_of;
    for (const ParameterList& group : groups) {
      const Leaves leaves = leaves_of(kOp, group);
      for (const auto& [name, leaf] : leaves) {
        const auto [found, is_new] = group_of.emplace(leaf.body().get(), values.size());
        if (is_new) continue;
        throw ValueError(fmt::format("{}: parameter '{}' of group {} is also in group {}", kOp,
                                     name, values.size(), found->second));
      }
      const Norm norm = checked_norm(kOp, leaves, options);
      values.push_back(norm.value());
      if (!exceeds(norm, max_norm)) continue;
      exceeding.insert(exceeding.end(), leaves.begin(), leaves.end());
      norms.resize(exceeding.size(), norm);
    }
    change_gradients(exceeding,
                     [&](std::size_t i, Array& gradient) { clip(gradient, norms[i], max_norm); });
    return values;
  });
}

void clip_grad_value_(const ParameterList& parameters, double clip_value) {
  with_out_of_memory([&]() -> void {
    if (!(clip_value >= 0)) {
      throw ValueError(
          fmt::format("clip_grad_value_: clip_value = {} must be at least 0", clip_value));
    }
    change_gradients(leaves_of("clip_grad_value_", parameters),
                     [&](std::size_t, Array& gradient) { clamp(gradient, clip_value); });
  });
}

}  // namespace xgrad::optim
