// Optimizers that update all parameters as one vector, with a history of past steps.
#pragma once

#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Parameters, gradients and history as vectors of all elements in double precision, and the history
/// in state dicts.
class QuasiNewtonOptimizer : public Optimizer {
 public:
  /// Throws ValueError: a step needs a closure.
  void step() final;
  StateDict state_dict() const final;

 protected:
  // The change of the gradient in a step, the step, and 1 / their inner product.
  struct Pair {
    Array gradient_change, step;
    double ro;
  };
  // The state between steps; its arrays are never modified, so that copies are cheap.
  struct History {
    Index func_evals = 0;
    Index n_iter = 0;
    std::vector<Pair> pairs = {};
    double h_diag = 1;
    Array d = {};
    double t = 0;
    Array prev_flat_grad = {};
    double prev_loss = 0;
  };

  using Optimizer::Optimizer;
  /// Adds the only parameter group; throws ValueError for a second one.
  void add_parameters(const ParameterList& parameters, std::size_t group);

  /// Replaces the state, for options that are set already. Throws as `load_state_dict`, also for
  /// `invalid_options`; nothing is loaded then.
  void load(const StateDict& state, const std::vector<std::string>& invalid_options);
  /// The number of elements of all parameters.
  Index count() const;
  /// The elements of all parameters.
  Array values() const;
  /// The gradients of all parameters, zeros for those without. Throws ShapeError unless there are
  /// `expected` elements, and as `check_step` does.
  Array gradients(Index expected) const;
  /// Sets the parameters to x + t d, rounded to their dtypes.
  void move_to(const Array& x, double t, const Array& d) const;

  History history_;

 private:
  // Calls action(parameter, offset), with the offset of the parameter's elements in vectors.
  template <class Action>
  void for_parameters(const Action& action) const;
  StateDiff diff(const StateDict& state) const;
};

}  // namespace xgrad::optim
