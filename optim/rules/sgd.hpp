// SGD: stochastic gradient descent.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

namespace xgrad::optim {

/// Options of SGD; defaults and meanings as in PyTorch.
struct SGDOptions {
  Required lr;
  double momentum = 0;
  double dampening = 0;
  double weight_decay = 0;
  bool nesterov = false;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("momentum", options.momentum);
    field("dampening", options.dampening);
    field("weight_decay", options.weight_decay);
    field("nesterov", options.nesterov);
    field("maximize", options.maximize);
  }
};

/// Gradient descent with momentum (Polyak 1964), optionally by Nesterov's rule (Sutskever et al.
/// 2013):
///   d = g + weight_decay * p
///   b = momentum * b + (1 - dampening) * d      (b = d in the first step)
///   p = p - lr * b                              (Nesterov: lr * (d + momentum * b))
class SGD final : public GroupedOptimizer<SGDOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  SGD(const ParameterList& parameters, const SGDOptions& options)
      : GroupedOptimizer("SGD", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
