// RAdam: Adam with a rectified adaptive learning rate.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of RAdam; defaults and meanings as in PyTorch.
struct RAdamOptions {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("betas", options.betas);
    field("eps", options.eps);
    field("weight_decay", options.weight_decay);
    field("maximize", options.maximize);
  }
};

/// Adam that adapts its steps only as far as the variance of v allows (Liu et al. 2020); t counts
/// from 1:
///   d = g + weight_decay * p
///   m = beta1 * m + (1 - beta1) * d
///   v = beta2 * v + (1 - beta2) * d^2
///   n = 2 / (1 - beta2) - 1,  n_t = n - 2 * t * beta2^t / (1 - beta2^t)
///   r = sqrt((n_t - 4) * (n_t - 2) * n / ((n - 4) * (n - 2) * n_t))
///   x = r * sqrt(1 - beta2^t) / (sqrt(v) + eps)             (n_t > 5; else x = 1)
///   p = p - lr / (1 - beta1^t) * x * m
class RAdam final : public GroupedOptimizer<RAdamOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit RAdam(const ParameterList& parameters, const RAdamOptions& options = {})
      : GroupedOptimizer("RAdam", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
