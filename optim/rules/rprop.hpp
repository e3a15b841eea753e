// Rprop: steps by the signs of gradients.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of Rprop; defaults and meanings as in PyTorch.
struct RpropOptions {
  /// The size of the first step.
  double lr = 1e-2;
  /// The factors of a step size where the gradient changes its sign, and where it keeps it.
  std::array<double, 2> etas = {0.5, 1.2};
  /// The smallest and the largest step size.
  std::array<double, 2> step_sizes = {1e-6, 50};
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("etas", options.etas);
    field("step_sizes", options.step_sizes);
    field("maximize", options.maximize);
  }
};

/// Resilient propagation: steps whose sizes depend on the signs of the gradients alone (Riedmiller &
/// Braun 1993). For each element, with q the gradient of the previous step and s = lr at first:
///   s = clamp(s * eta, step_sizes)     (eta = etas[1] if g * q > 0, etas[0] if g * q < 0, else 1)
///   q = g                              (0 if g * q < 0 or g is NaN)
///   p = p - s * sign(q)
/// An infinite g counts as the largest finite number of its sign; where g is NaN, neither p nor s
/// changes, as in PyTorch. A change of `lr` has no effect on a parameter after its first step.
class Rprop final : public GroupedOptimizer<RpropOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Rprop(const ParameterList& parameters, const RpropOptions& options = {})
      : GroupedOptimizer("Rprop", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
