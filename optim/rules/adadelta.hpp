// Adadelta: gradient descent scaled by running means of steps and of gradients.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

namespace xgrad::optim {

/// Options of Adadelta; defaults and meanings as in PyTorch.
struct AdadeltaOptions {
  double lr = 1;
  double rho = 0.9;
  double eps = 1e-6;
  double weight_decay = 0;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("rho", options.rho);
    field("eps", options.eps);
    field("weight_decay", options.weight_decay);
    field("maximize", options.maximize);
  }
};

/// Steps as large as recent steps, in proportion to recent gradients (Zeiler 2012):
///   d = g + weight_decay * p
///   v = rho * v + (1 - rho) * d^2
///   x = sqrt(u + eps) / sqrt(v + eps) * d
///   u = rho * u + (1 - rho) * x^2
///   p = p - lr * x
class Adadelta final : public GroupedOptimizer<AdadeltaOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adadelta(const ParameterList& parameters, const AdadeltaOptions& options = {})
      : GroupedOptimizer("Adadelta", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
