// Adam: gradient descent with adaptive moments.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of Adam; defaults and meanings as in PyTorch.
struct AdamOptions {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;

  /// Throws ValueError that lists all invalid values.
  void check() const;
};

/// Steps scaled by running moments of the gradient (Kingma & Ba 2015); t counts from 1:
///   d = g + weight_decay * p
///   m = beta1 * m + (1 - beta1) * d
///   v = beta2 * v + (1 - beta2) * d^2
///   p = p - lr / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + eps)
class Adam final : public GroupedOptimizer<AdamOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adam(const ParameterList& parameters, const AdamOptions& options = {})
      : GroupedOptimizer("Adam", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t) const override {
    return {{"exp_avg"}, {"exp_avg_sq", true}};
  }
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
