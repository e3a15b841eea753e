// L-BFGS: quasi-Newton steps of all parameters together.
#pragma once

#include <xgrad/optim/grouped_optimizer.hpp>
#include <xgrad/optim/lbfgs/quasi_newton.hpp>

#include <functional>

namespace xgrad::optim {

/// How LBFGS chooses the length of a step; the numbers are those of state dicts.
enum class LineSearch : Index {
  /// It is lr.
  none,
  /// It satisfies the strong Wolfe conditions.
  strong_wolfe,
};

/// A line search as an entry of a state dict: int64 [], 0 or 1.
Tensor option_tensor(LineSearch value);
void read_option(const Tensor& saved, LineSearch& value);

/// Options of LBFGS; defaults and meanings as in PyTorch.
struct LBFGSOptions {
  double lr = 1;
  /// Iterations in a step.
  Index max_iter = 20;
  /// Evaluations in a step, after which it makes no further iteration; 0 stands for
  /// max_iter * 5 / 4, as None in PyTorch.
  Index max_eval = 0;
  /// A step ends when no element of the gradient is larger than this.
  double tolerance_grad = 1e-7;
  /// A step ends when an iteration changes the loss, or all parameters, by less than this.
  double tolerance_change = 1e-9;
  Index history_size = 100;
  LineSearch line_search_fn = LineSearch::none;

  /// Throws ValueError that lists all invalid values.
  void check() const;
  /// Calls field(name, member) for every option.
  static void visit(auto& options, const auto& field) {
    field("lr", options.lr);
    field("max_iter", options.max_iter);
    field("max_eval", options.max_eval);
    field("tolerance_grad", options.tolerance_grad);
    field("tolerance_change", options.tolerance_change);
    field("history_size", options.history_size);
    field("line_search_fn", options.line_search_fn);
  }
};

/// Limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5), as PyTorch 1.13 defines it, for losses
/// that are deterministic. An iteration moves all parameters, as one vector x, to
///   x + t d,   d = -H g
/// H approximates the inverse Hessian from the last `history_size` pairs s = t d, y = change of g with
/// y^T s > 1e-10. All vectors are in double precision; the state has 2 * history_size + 2 numbers for
/// every element.
class LBFGS final : public GroupedOptimizer<LBFGSOptions, QuasiNewtonOptimizer> {
 public:
  /// Computes the loss and its gradients at the current parameters.
  using Closure = std::function<Tensor()>;

  /// Throws ValueError that lists all problems of the parameters, or of the options. There is one
  /// parameter group: `add_param_group` throws ValueError.
  explicit LBFGS(const ParameterList& parameters, const LBFGSOptions& options = {})
      : GroupedOptimizer("LBFGS", parameters, options) {}

  using QuasiNewtonOptimizer::step;
  /// Makes up to `max_iter` iterations and returns the loss before them. `closure` is called many
  /// times, while operations are recorded: it drops the gradients, computes the loss, calls
  /// backward() and returns the loss, one floating element. Parameters that require a gradient and
  /// have none are reported once. If the closure throws, or for a loss of another kind (ValueError),
  /// NaN gradients with `set_error_if_nonfinite` (NumericError) or a changed number of elements
  /// (ShapeError), parameters and state are those before the step.
  Tensor step(const Closure& closure);

 private:
  struct Evaluation;
  Evaluation evaluate(const Closure& closure) const;
  Tensor minimize(const Closure& closure, History& history);
  Index search(const Closure& closure, History& history, double slope, Evaluation& now) const;
};

}  // namespace xgrad::optim
