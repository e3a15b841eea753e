// What all optimizers have in common: parameters in groups, steps, and state that can be saved.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/optim/parameter_list.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::optim {

/// Changes parameters by their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes every parameter that has a gradient, in one pass over its elements. Throws DTypeError
  /// when a parameter no longer fits its state, ValueError when its elements share memory,
  /// OutOfMemory; no parameter has changed then.
  void step();
  /// Drops the gradients of all parameters.
  void zero_grad() const;

  /// Learning rate of a group; throws IndexError.
  virtual double lr(std::size_t group = 0) const = 0;
  /// Changes it, for schedules; throws IndexError, ValueError.
  virtual void set_lr(double lr, std::size_t group = 0) = 0;

  /// Copies of what is remembered from step to step, such as "exp_avg.lstm.weight_hh_l0" and
  /// "step.lstm.weight_hh_l0", as far as the present options use it. Options are not part of it.
  StateDict state_dict() const;
  /// Takes such a state over in place of the present one; parameters it does not name start afresh.
  /// Throws ValueError that lists every missing or unexpected name, wrong shape and wrong dtype,
  /// and every entry with a value that no training leaves, or only one that has diverged: a step
  /// below 1 or above 2^53, a negative or NaN second moment, another number that is not finite;
  /// nothing is loaded then.
  void load_state_dict(const StateDict& state);

 protected:
  /// What a step needs to change one parameter; all arrays are dense and share one dtype.
  struct Update {
    Array parameter, gradient;
    std::vector<Array> state;  // as `states` lists them
    Index step;                // 1 at first
    bool fresh;                // the state holds only zeros yet
  };

  /// A tensor that is remembered for each parameter from step to step.
  struct StateTensor {
    std::string name;
    /// A running mean of squares, which is at least 0; it may be infinite where a square was.
    bool of_squares = false;
  };

  explicit Optimizer(std::string name) : name_(std::move(name)) {}
  /// Appends a group. Throws ValueError that lists everything that cannot be optimized.
  void add_parameters(const ParameterList& parameters);

 private:
  // A parameter and what is remembered about it.
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
  std::vector<std::string> problems(const StateDict& state) const;

  std::string name_;
  std::vector<Slot> slots_;
  std::size_t groups_ = 0;
};

}  // namespace xgrad::optim
