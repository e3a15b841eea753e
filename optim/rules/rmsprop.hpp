// RMSprop: gradient descent scaled by a running root mean square.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

namespace xgrad::optim {

/// Options of RMSprop; defaults and meanings as in PyTorch.
struct RMSpropOptions {
  double lr = 1e-2;
  double alpha = 0.99;
  double eps = 1e-8;
  double weight_decay = 0;
  double momentum = 0;
  bool centered = false;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("alpha", options.alpha);
    field("eps", options.eps);
    field("weight_decay", options.weight_decay);
    field("momentum", options.momentum);
    field("centered", options.centered);
    field("maximize", options.maximize);
  }
};

/// Steps scaled by the running root mean square of the gradient (Tieleman & Hinton 2012),
/// optionally centered (Graves 2013):
///   d = g + weight_decay * p
///   v = alpha * v + (1 - alpha) * d^2
///   a = alpha * a + (1 - alpha) * d             (centered; else a = 0)
///   b = momentum * b + d / (sqrt(v - a^2) + eps)
///   p = p - lr * b
class RMSprop final : public GroupedOptimizer<RMSpropOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit RMSprop(const ParameterList& parameters, const RMSpropOptions& options = {})
      : GroupedOptimizer("RMSprop", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
