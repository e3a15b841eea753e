// Adagrad: gradient descent scaled by the sum of all squared gradients.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

namespace xgrad::optim {

/// Options of Adagrad; defaults and meanings as in PyTorch.
struct AdagradOptions {
  double lr = 1e-2;
  double lr_decay = 0;
  double weight_decay = 0;
  /// The elements of s before the first step.
  double initial_accumulator_value = 0;
  double eps = 1e-10;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("lr_decay", options.lr_decay);
    field("weight_decay", options.weight_decay);
    field("initial_accumulator_value", options.initial_accumulator_value);
    field("eps", options.eps);
    field("maximize", options.maximize);
  }
};

/// Steps scaled by the root of the sum of squares of all gradients (Duchi et al. 2011); t counts
/// from 1:
///   d = g + weight_decay * p
///   s = s + d^2
///   p = p - lr / (1 + (t - 1) * lr_decay) * d / (sqrt(s) + eps)
class Adagrad final : public GroupedOptimizer<AdagradOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adagrad(const ParameterList& parameters, const AdagradOptions& options = {})
      : GroupedOptimizer("Adagrad", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
