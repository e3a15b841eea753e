// Schedules as pure functions: the learning rate of a parameter group at each epoch.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/core/shape.hpp>
#include <xgrad/optim/required.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace xgrad::optim {

class ScheduleCheck;

/// One value for all parameter groups, or a list with one for each.
template <class T>
class PerGroup {
 public:
  template <std::convertible_to<T> Value>
  PerGroup(Value value) : values_(1, static_cast<T>(std::move(value))) {}
  PerGroup(std::initializer_list<T> values) : values_(values) {}
  PerGroup(std::vector<T> values) : values_(std::move(values)) {}

  /// The value of a group.
  const T& operator[](std::size_t group) const { return values_[values_.size() == 1 ? 0 : group]; }
  /// The single value, or those of all groups.
  const std::vector<T>& values() const { return values_; }

 private:
  std::vector<T> values_;
};

/// What a schedule sets in a parameter group.
struct Rates {
  double lr;
  /// Nothing for a schedule that does not set the momentum.
  std::optional<double> momentum = {};
};

/// A schedule with one learning rate for each epoch from 0, given the base rate of a group.
template <class Options>
concept SetsLr = requires(const Options& options, double base_lr, Index epoch) {
  { options.lr(base_lr, epoch) } -> std::same_as<double>;
};

/// A schedule that depends on the group, or that sets the momentum.
template <class Options>
concept SetsRates = requires(const Options& options, double base_lr, Index epoch,
                             std::size_t group) {
  { options.rates(base_lr, epoch, group) } -> std::same_as<Rates>;
};

/// The options of a schedule: its name and its formula, a pure function. A function `check` may add
/// errors to a ScheduleCheck.
template <class Options>
concept ScheduleOptions = std::convertible_to<decltype(Options::kName), const char*> &&
    (SetsLr<Options> || SetsRates<Options>);

/// Any schedule, constructed from its options. Copies share them.
class Schedule {
 public:
  template <ScheduleOptions Options>
  Schedule(const Options& options)
      : function_(with_out_of_memory([&]() -> std::shared_ptr<const Function> {
          return std::make_shared<const Model<Options>>(options);
        })) {}

  /// The name of the class, for messages and state dicts.
  const char* name() const { return function_->name(); }
  /// Adds the errors of the options to `check`.
  void check(ScheduleCheck& check) const { function_->check(check); }
  /// The rates of a group at an epoch.
  Rates rates(double base_lr, Index epoch, std::size_t group) const {
    return function_->rates(base_lr, epoch, group);
  }

 private:
  struct Function {
    virtual ~Function() = default;
    virtual const char* name() const = 0;
    virtual void check(ScheduleCheck& check) const = 0;
    virtual Rates rates(double base_lr, Index epoch, std::size_t group) const = 0;
  };

  template <class Options>
  struct Model final : Function {
    explicit Model(const Options& given) : options(given) {}

    const char* name() const override { return Options::kName; }
    void check(ScheduleCheck& check) const override {
      if constexpr (requires { options.check(check); }) options.check(check);
    }
    Rates rates(double base_lr, Index epoch, std::size_t group) const override {
      if constexpr (SetsLr<Options>) {
        return {.lr = options.lr(base_lr, epoch)};
      } else {
        return options.rates(base_lr, epoch, group);
      }
    }

    Options options;
  };

  std::shared_ptr<const Function> function_;
};

}  // namespace xgrad::optim
