// Base of all optimizers: the parameters and their groups.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/optim/parameter_list.hpp>

#include <optional>
#include <string>
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

  /// Updates every parameter that has a gradient. Parameters that require a gradient and have none
  /// are reported once, by `warn`. Throws DTypeError when the dtype of a parameter no longer
  /// matches its state, ValueError when its elements share memory, and for an optimizer whose step
  /// needs a closure, NumericError when `set_error_if_nonfinite` asks for it, OutOfMemory; nothing
  /// is changed then.
  virtual void step() = 0;
  /// Drops the gradients of all parameters.
  void zero_grad() const;
  /// If true, `step` throws NumericError that names the parameter when a gradient holds NaN or
  /// infinity. The default is false.
  void set_error_if_nonfinite(bool error) { error_if_nonfinite_ = error; }

  virtual std::size_t group_count() const = 0;
  /// The learning rate of a group; throws IndexError.
  virtual double lr(std::size_t group = 0) const = 0;
  /// Sets the learning rate of a group, for schedules; throws IndexError, ValueError.
  virtual void set_lr(double lr, std::size_t group = 0) = 0;
  /// The momentum of a group, or its first beta; nothing for a rule without momentum. Throws
  /// IndexError.
  virtual std::optional<double> momentum(std::size_t group = 0) const = 0;
  /// Sets the momentum of a group, or its first beta, for schedules. Throws IndexError; ValueError
  /// also for a rule without momentum.
  virtual void set_momentum(double momentum, std::size_t group = 0) = 0;

  /// Copies of the options of every group, such as "Adam.param_groups.0.lr", and of the state
  /// between steps, such as "exp_avg.lstm.weight_hh_l0", as far as the current options use it.
  virtual StateDict state_dict() const = 0;
  /// Replaces options and state; parameters without an entry are reset. Throws ValueError that
  /// lists all missing and unexpected names, wrong shapes and dtypes, invalid options, and entries
  /// with values that cannot result from training without divergence: a step below 1 or above 2^53,
  /// a negative or NaN second moment, or another value that is not finite. Nothing is loaded then.
  virtual void load_state_dict(const StateDict& state) = 0;

 protected:
  struct Parameter {
    std::string name;
    Tensor tensor;
    std::size_t group;
  };

  explicit Optimizer(std::string name) : name_(std::move(name)) {}
  /// Appends a parameter group. Throws ValueError that lists all tensors that cannot be optimized,
  /// or when no tensor of the group requires a gradient.
  void add_parameters(const ParameterList& parameters, std::size_t group);

  const std::string& name() const { return name_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// Throws when the elements of a parameter share memory, or when its gradient is not finite and
  /// that is an error.
  void check_step(const Parameter& parameter, const Tensor& gradient) const;
  /// Whether the rule of a group maximizes.
  virtual bool maximizes(std::size_t group) const = 0;
  /// The options of all groups as entries of a state dict.
  virtual StateDict options_state() const = 0;
  /// Throws ValueError when a state has entries that do not fit, or invalid options.
  void check_fits(StateDiff found, const std::vector<std::string>& invalid_options) const;
  /// Reports the parameters that require a gradient, have none, and were not reported before.
  void report_missing_gradients();

 private:
  std::string name_;
  std::vector<Parameter> parameters_;
  std::vector<bool> reported_;  // for each parameter, whether its missing gradient was
  bool error_if_nonfinite_ = false;
};

}  // namespace xgrad::optim
