// Adamax: Adam with the maximum norm of the gradients.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of Adamax; defaults and meanings as in PyTorch.
struct AdamaxOptions {
  double lr = 2e-3;
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

/// Adam with the largest recent gradient instead of the root of their mean square (Kingma & Ba
/// 2015, section 7.1); t counts from 1:
///   d = g + weight_decay * p
///   m = beta1 * m + (1 - beta1) * d
///   u = max(beta2 * u, |d| + eps)
///   p = p - lr / (1 - beta1^t) * m / u
class Adamax final : public GroupedOptimizer<AdamaxOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adamax(const ParameterList& parameters, const AdamaxOptions& options = {})
      : GroupedOptimizer("Adamax", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
