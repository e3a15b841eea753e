// ASGD: averaged stochastic gradient descent.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

namespace xgrad::optim {

/// Options of ASGD; defaults and meanings as in PyTorch.
struct ASGDOptions {
  double lr = 1e-2;
  /// The decay of the learning rate and of the parameters.
  double lambd = 1e-4;
  /// The power of the decay of the learning rate.
  double alpha = 0.75;
  /// `ax` is p up to step t0 + 2, and then the mean of p since that step.
  double t0 = 1e6;
  double weight_decay = 0;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("lambd", options.lambd);
    field("alpha", options.alpha);
    field("t0", options.t0);
    field("weight_decay", options.weight_decay);
    field("maximize", options.maximize);
  }
};

/// Gradient descent with a running average of the parameters, "ax" in the state dict (Polyak &
/// Juditsky 1992); t counts from 1, at first eta = lr and mu = 1:
///   d = g + weight_decay * p
///   p = (1 - lambd * eta) * p - eta * d
///   ax = ax + mu * (p - ax)
///   eta = lr / (1 + lambd * lr * t)^alpha,  mu = 1 / max(1, t - t0)
class ASGD final : public GroupedOptimizer<ASGDOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit ASGD(const ParameterList& parameters, const ASGDOptions& options = {})
      : GroupedOptimizer("ASGD", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
