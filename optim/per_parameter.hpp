// Optimizers that apply one rule to each parameter alone.
#pragma once

#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/update.hpp>

#include <map>

namespace xgrad {
class StateDiff;
}

namespace xgrad::optim {

/// Steps that update each parameter from its own gradient and state, in passes over its elements,
/// and the state in state dicts.
class PerParameterOptimizer : public Optimizer {
 public:
  void step() override;
  StateDict state_dict() const override;

 protected:
  using Optimizer::Optimizer;
  /// Replaces the state, for options that are set already. Throws as `load_state_dict`, also for
  /// `invalid_options`; nothing is loaded then.
  void load(const StateDict& state, const std::vector<std::string>& invalid_options);

 private:
  // The number of steps of a parameter, and the state tensors by their names.
  struct History {
    Index steps = 0;
    std::map<std::string, Array> state = {};
  };

  /// The tensors that the rule stores for each parameter of a group.
  virtual std::vector<StateTensor> states(std::size_t group) const = 0;
  /// Updates one parameter and its state; must not throw.
  virtual void update(std::size_t group, Update& update) const = 0;

  // Those that apply to a parameter.
  std::vector<StateTensor> states_of(const Parameter& parameter) const;
  Update prepare(const Parameter& parameter, const History& history,
                 const std::vector<StateTensor>& states, const Tensor& gradient,
                 std::map<std::string, Array>& made) const;
  Array safe_gradient(const Array& gradient) const;
  StateDiff diff(const StateDict& state) const;

  std::vector<History> histories_;  // of the parameters that have made steps, in their order
};

}  // namespace xgrad::optim
