// Adam and AdamW: gradient descent with adaptive moments.
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
  /// Divides by the largest v so far (Reddi et al. 2018).
  bool amsgrad = false;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("betas", options.betas);
    field("eps", options.eps);
    field("weight_decay", options.weight_decay);
    field("amsgrad", options.amsgrad);
    field("maximize", options.maximize);
  }
};

/// Steps scaled by running moments of the gradient (Kingma & Ba 2015); t counts from 1:
///   d = g + weight_decay * p
///   m = beta1 * m + (1 - beta1) * d
///   v = beta2 * v + (1 - beta2) * d^2
///   u = max(u, v)                               (amsgrad; else u = v)
///   p = p - lr / (1 - beta1^t) * m / (sqrt(u / (1 - beta2^t)) + eps)
class Adam final : public GroupedOptimizer<AdamOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adam(const ParameterList& parameters, const AdamOptions& options = {})
      : GroupedOptimizer("Adam", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

/// Options of AdamW, which are those of Adam; defaults as in PyTorch.
struct AdamWOptions {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 1e-2;
  bool amsgrad = false;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) { AdamOptions::visit(options, field); }
};

/// Adam with weight decay apart from the moments (Loshchilov & Hutter 2019):
///   p = p - lr * weight_decay * p, then the step of Adam with d = g
class AdamW final : public GroupedOptimizer<AdamWOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit AdamW(const ParameterList& parameters, const AdamWOptions& options = {})
      : GroupedOptimizer("AdamW", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
