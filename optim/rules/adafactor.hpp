// Adafactor: adaptive steps with a factored second moment.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>

#include <array>

namespace xgrad::optim {

/// Options of Adafactor; defaults and meanings as in PyTorch 2.5.
struct AdafactorOptions {
  /// The largest relative step, and the rate of weight decay.
  double lr = 1e-2;
  /// The exponent with which the weight t^beta2_decay of a new squared gradient decreases.
  double beta2_decay = -0.8;
  /// The least root of a second moment, and the least root mean square of a parameter. If the first
  /// is 0, as None in PyTorch, it is the machine epsilon of the parameter's dtype.
  std::array<double, 2> eps = {0, 1e-3};
  /// The largest root mean square of a step before its scaling.
  double d = 1;
  double weight_decay = 0;
  bool maximize = false;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("beta2_decay", options.beta2_decay);
    field("eps", options.eps);
    field("d", options.d);
    field("weight_decay", options.weight_decay);
    field("maximize", options.maximize);
  }
};

/// Steps relative to the size of the parameter, divided by the root of a second moment that is stored
/// as its means over rows and over columns (Shazeer & Stern 2018), with the options of PyTorch's
/// Adafactor; t counts from 1, rms is the root mean square:
///   w = t^beta2_decay,   alpha = max(eps2, rms(p)) * min(lr, 1 / sqrt(t))
///   R = (1 - w) * R + w * mean over columns of g^2     (row_var,  [..., n, 1])
///   C = (1 - w) * C + w * mean over rows of g^2        (col_var,  [..., 1, m])
///   V = R C / max(mean of R, eps1)
///   u = g / max(sqrt(V), eps1)
///   p = p - lr * weight_decay * p - alpha * u / max(1, rms(u) / d)
/// Rows and columns are the last two axes; a parameter with fewer than two axes has V itself
/// (variance) in place of R and C. Means are computed in double precision.
class Adafactor final : public GroupedOptimizer<AdafactorOptions> {
 public:
  /// Throws ValueError that lists all problems of the parameters, or of the options.
  explicit Adafactor(const ParameterList& parameters, const AdafactorOptions& options = {})
      : GroupedOptimizer("Adafactor", parameters, options) {}

 private:
  std::vector<StateTensor> states(std::size_t group) const override;
  void update(std::size_t group, Update& update) const override;
};

}  // namespace xgrad::optim
