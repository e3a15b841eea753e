// Lion: steps along the sign of the momentum.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of Lion; defaults as in the authors' program.
struct LionOptions {
  double lr = 1e-4;
  std::array<double, 2> betas = {0.9, 0.99};
  double weight_decay = 0;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("betas", options.betas);
    field("weight_decay", options.weight_decay);
    field("maximize", options.maximize);
  }
};

/// Steps of equal size for all elements, with weight decay apart from the momentum (Chen et al. 2023,
/// algorithm 2):
///   c = beta1 * m + (1 - beta1) * g
///   p = p - lr * (sign(c) + weight_decay * p)   where sign(0) = 0
///   m = beta2 * m + (1 - beta2) * g
class Lion final : public GroupedOptimizer<LionOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Lion(const ParameterList& parameters, const LionOptions& options = {})
      : GroupedOptimizer("Lion", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
