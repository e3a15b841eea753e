// Base of all optimizers: parameter groups, steps, and state dicts.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/optim/parameter_list.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad {
class StateDiff;
}

namespace xgrad::optim {

/// Updates parameters with their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Updates every parameter that has a gradient, in one pass over its elements. Throws DTypeError
  /// when the dtype of a parameter no longer matches its state, ValueError when its elements share
  /// memory, OutOfMemory; no parameter is changed then.
  void step();
  /// Drops the gradients of all parameters.
  void zero_grad() const;

  /// The learning rate of a group; throws IndexError.
  virtual double lr(std::size_t group = 0) const = 0;
  /// Sets the learning rate of a group, for schedules; throws IndexError, ValueError.
  virtual void set_lr(double lr, std::size_t group = 0) = 0;

  /// Copies of the state between steps, such as "exp_avg.lstm.weight_hh_l0" and
  /// "step.lstm.weight_hh_l0", as far as the current options use it. Options are not included.
  StateDict state_dict() const;
  /// Replaces the state; parameters without an entry are reset. Throws ValueError that lists all
  /// missing and unexpected names, wrong shapes and dtypes, and entries with values that cannot
  /// result from training without divergence: a step below 1 or above 2^53, a negative or NaN
  /// second moment, or another value that is not finite. Nothing is loaded then.
  void load_state_dict(const StateDict& state);

 protected:
  /// The data that a step needs to update one parameter; all arrays are dense and have one dtype.
  struct Update {
    Array parameter, gradient;
    std::vector<Array> state;  // in the order of `states`
    Index step;                // the first step is 1
    bool fresh;                // true while the state is all zeros
  };

  /// A tensor that is stored for each parameter between steps.
  struct StateTensor {
    std::string name;
    /// A running mean of squares, which is at least 0; infinite if a square was infinite.
    bool of_squares = false;
  };

  explicit Optimizer(std::string name) : name_(std::move(name)) {}
  /// Appends a parameter group. Throws ValueError that lists all tensors that cannot be optimized.
  void add_parameters(const ParameterList& parameters);

 private:
  // A parameter and its state.
  struct Slot {
    std::string name;
    Tensor parameter;
    std::size_t group;
    Index steps = 0;
    std::map<std::string, Array> state = {};
  };

  virtual std::vector<StateTensor> states(std::size_t group) const = 0;
  virtual void update(std::size_t group, Update& update) const = 0;

  Update prepare(const Slot& slot, const Tensor& gradient,
                 std::map<std::string, Array>& made) const;
  Array safe_gradient(const Array& gradient) const;
  StateDiff diff(const StateDict& state) const;

  std::string name_;
  std::vector<Slot> slots_;
  std::size_t groups_ = 0;
};

}  // namespace xgrad::optim
