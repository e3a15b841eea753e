// Averages of parameters over training.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/optim/parameter_list.hpp>

namespace xgrad::optim {

/// Base of averages of parameters. The averages have the dtypes of the parameters, and are their
/// values at construction before the first update.
class ParameterAverage {
 public:
  virtual ~ParameterAverage() = default;
  ParameterAverage(const ParameterAverage&) = delete;
  ParameterAverage& operator=(const ParameterAverage&) = delete;

  /// Adds the current values to the averages; the first call copies them. Call it after step(). Throws
  /// DTypeError when the dtype or shape of a parameter no longer matches its average, ValueError
  /// while the parameters hold the averages; nothing is changed then.
  void update();
  /// The number of updates.
  Index n_averaged() const { return n_averaged_; }

  /// Writes the averages into as many tensors, such as the parameters of a clone, in the order of the
  /// list. Throws ValueError for another number of tensors and for elements that share memory,
  /// DTypeError for other dtypes or shapes; nothing is changed then.
  void copy_to(const ParameterList& parameters) const;

  /// "n_averaged", and copies of the averages, such as "average.lstm.weight_hh_l0".
  StateDict state_dict() const;
  /// Replaces the averages and the number of updates. Throws ValueError that lists all missing and
  /// unexpected names, wrong shapes and dtypes, and values that are not finite; nothing is loaded
  /// then.
  void load_state_dict(const StateDict& state);

 protected:
  /// Throws ValueError for undefined tensors and names or tensors that occur twice, DTypeError for
  /// tensors that are not floating.
  ParameterAverage(std::string name, const ParameterList& parameters);

 private:
  friend class AveragedParameters;
  struct Entry {
    std::string name;
    Tensor parameter;
    Array average;
  };

  /// The weight of the current values in an update after `n_averaged` others, which is at least 1.
  virtual double weight(Index n_averaged) const = 0;

  std::string name_;
  std::vector<Entry> entries_;
  Index n_averaged_ = 0;
  bool in_use_ = false;  // while the parameters hold the averages
};

/// Options of ExponentialMovingAverage.
struct ExponentialMovingAverageOptions {
  double decay = 0.999;
  /// Gives every update the weight that it has in an average of this decay from zeros, divided by
  /// 1 - decay^n, as the moments of Adam.
  bool bias_correction = false;
  /// Begins with the smaller decays 1 - (1 + n / warmup_gamma)^-warmup_power, as ModelEmaV3 of timm.
  bool warmup = false;
  double warmup_gamma = 1;
  double warmup_power = 2.0 / 3;

  /// Throws ValueError that lists all invalid values.
  void check() const;
};

/// The exponential moving average (Polyak & Juditsky 1992; torch.optim.swa_utils.get_ema_avg_fn); n is
/// the number of earlier updates:
///   average = decay_n * average + (1 - decay_n) * p      (average = p for n = 0)
///   decay_n = decay
///   decay_n = decay * (1 - decay^n) / (1 - decay^(n + 1))                 (bias_correction)
///   decay_n = min(decay, 1 - (1 + n / warmup_gamma)^-warmup_power)        (warmup)
class ExponentialMovingAverage final : public ParameterAverage {
 public:
  using Options = ExponentialMovingAverageOptions;

  /// Throws as ParameterAverage, and ValueError for invalid options.
  explicit ExponentialMovingAverage(const ParameterList& parameters, const Options& options = {});

  /// decay_n of an update after `n_averaged` others.
  double decay(Index n_averaged) const;

 private:
  double weight(Index n_averaged) const override { return 1 - decay(n_averaged); }

  Options options_;
};

/// The equal average of stochastic weight averaging (Izmailov et al. 2018;
/// torch.optim.swa_utils.AveragedModel):
///   average = average + (p - average) / (n + 1)
class StochasticWeightAverage final : public ParameterAverage {
 public:
  /// Throws as ParameterAverage.
  explicit StochasticWeightAverage(const ParameterList& parameters)
      : ParameterAverage("StochasticWeightAverage", parameters) {}

 private:
  double weight(Index n_averaged) const override {
    return 1 / (static_cast<double>(n_averaged) + 1);
  }
};

/// During its lifetime, which the average must outlive, the parameters hold their averages. Its end
/// restores their values, also when an exception leaves the scope. For evaluation: backward passes
/// through graphs recorded before or inside throw when they need the parameters. A parameter that is
/// converted inside, or gets elements that share memory, stays so.
class AveragedParameters {
 public:
  /// Throws ValueError when the parameters hold the averages already, or when elements of a parameter
  /// share memory, DTypeError when a parameter no longer matches its average; nothing is changed then.
  explicit AveragedParameters(ParameterAverage& average);
  ~AveragedParameters();
  AveragedParameters(const AveragedParameters&) = delete;
  AveragedParameters& operator=(const AveragedParameters&) = delete;

 private:
  ParameterAverage& average_;
  std::vector<std::pair<Tensor, Array>> before_;
};

}  // namespace xgrad::optim
