// Optimizers with options per parameter group.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// A number without a default: options that omit it do not compile.
class Required {
 public:
  constexpr Required(double value) : value_(value) {}
  constexpr operator double() const { return value_; }

 private:
  double value_;
};

/// Base of optimizers with parameter groups. `Options` is an aggregate with a member `lr` and a
/// function `check()` that throws ValueError listing all invalid values.
template <class Options>
class GroupedOptimizer : public Optimizer {
 public:
  /// Adds a parameter group with its own options. Throws ValueError.
  void add_group(const ParameterList& parameters, const Options& options) {
    with_out_of_memory([&] {
      options.check();
      groups_.reserve(groups_.size() + 1);  // so that nothing throws after the next line
      add_parameters(parameters);
      groups_.push_back(options);
    });
  }

  std::size_t group_count() const { return groups_.size(); }
  /// The options of a group; throws IndexError.
  const Options& options(std::size_t group = 0) const {
    if (group >= groups_.size()) {
      throw IndexError("optimizer: group " + std::to_string(group) + " of " +
                       std::to_string(groups_.size()));
    }
    return groups_[group];
  }
  /// Sets the options of a group from the next step on; throws IndexError, ValueError.
  void set_options(const Options& changed, std::size_t group = 0) {
    (void)options(group);
    with_out_of_memory([&] { changed.check(); });
    groups_[group] = changed;
  }

  double lr(std::size_t group = 0) const final { return options(group).lr; }
  void set_lr(double lr, std::size_t group = 0) final {
    Options changed = options(group);
    changed.lr = lr;
    set_options(changed, group);
  }

 protected:
  GroupedOptimizer(std::string name, const ParameterList& parameters, const Options& options)
      : Optimizer(std::move(name)) {
    add_group(parameters, options);
  }

 private:
  std::vector<Options> groups_;
};

}  // namespace xgrad::optim
