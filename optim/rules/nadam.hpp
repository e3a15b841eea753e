// NAdam: Adam with Nesterov momentum.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of NAdam; defaults and meanings as in PyTorch.
struct NAdamOptions {
  double lr = 2e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  double momentum_decay = 4e-3;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("betas", options.betas);
    field("eps", options.eps);
    field("weight_decay", options.weight_decay);
    field("momentum_decay", options.momentum_decay);
    field("maximize", options.maximize);
  }
};

/// Adam with Nesterov momentum, which grows from step to step (Dozat 2016); t counts from 1, and
/// mu_t is beta1 * (1 - 0.96^(t * momentum_decay) / 2):
///   d = g + weight_decay * p
///   m = beta1 * m + (1 - beta1) * d
///   v = beta2 * v + (1 - beta2) * d^2
///   x = (1 - mu_t) / (1 - mu_1 ... mu_t) * d + mu_(t+1) / (1 - mu_1 ... mu_(t+1)) * m
///   p = p - lr * x / (sqrt(v / (1 - beta2^t)) + eps)
class NAdam final : public GroupedOptimizer<NAdamOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit NAdam(const ParameterList& parameters, const NAdamOptions& options = {})
      : GroupedOptimizer("NAdam", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
