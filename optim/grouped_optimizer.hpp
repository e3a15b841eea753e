// Optimizers with options per parameter group.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/optim/option_state.hpp>
#include <xgrad/optim/per_parameter.hpp>
#include <xgrad/optim/required.hpp>

namespace xgrad::optim {

/// Base of optimizers with parameter groups. `Options` is an aggregate with a member `lr`, a
/// function `check()` that throws ValueError listing all invalid values, and a static
/// `visit(options, field)` that calls `field(name, member)` for every member.
template <class Options, class Base = PerParameterOptimizer>
class GroupedOptimizer : public Base {
 public:
  /// Adds a parameter group with its own options. Throws ValueError.
  void add_param_group(const ParameterList& parameters, const Options& options) {
    with_out_of_memory([&] {
      options.check();
      groups_.reserve(groups_.size() + 1);  // so that nothing throws after the next line
      this->add_parameters(parameters, groups_.size());
      groups_.push_back(options);
    });
  }

  std::size_t group_count() const final { return groups_.size(); }
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

  std::optional<double> momentum(std::size_t group = 0) const final {
    if constexpr (requires(Options o) { o.momentum; }) return options(group).momentum;
    if constexpr (requires(Options o) { o.betas; }) return options(group).betas[0];
    (void)options(group);
    return {};
  }
  void set_momentum(double momentum, std::size_t group = 0) final {
    Options changed = options(group);
    if constexpr (requires(Options o) { o.momentum; }) {
      changed.momentum = momentum;
    } else if constexpr (requires(Options o) { o.betas; }) {
      changed.betas[0] = momentum;
    } else {
      throw ValueError(this->name() + ": set_momentum: the rule has neither momentum nor betas");
    }
    set_options(changed, group);
  }

  void load_state_dict(const StateDict& state) final {
    with_out_of_memory([&] {
      std::vector<Options> groups = groups_;
      std::vector<std::string> invalid;
      for (std::size_t group = 0; group < groups.size(); ++group) {
        Options::visit(groups[group], [&](const char* option, auto& value) {
          const auto found = state.find(option_key(this->name(), group, option));
          if (found != state.end()) read_option(found->second, value);
        });
        try {
          groups[group].check();
        } catch (const ValueError& error) {
          invalid.push_back("group " + std::to_string(group) + ": " + error.what());
        }
      }
      groups_.swap(groups);  // which state there must be depends on the options
      try {
        this->load(state, invalid);
      } catch (...) {
        groups_.swap(groups);
        throw;
      }
    });
  }

 protected:
  GroupedOptimizer(std::string name, const ParameterList& parameters, const Options& options)
      : Base(std::move(name)) {
    add_param_group(parameters, options);
  }

 private:
  bool maximizes(std::size_t group) const final {
    if constexpr (requires(Options o) { o.maximize; }) return options(group).maximize;
    return false;
  }
  StateDict options_state() const final {
    StateDict state;
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      Options::visit(groups_[group], [&](const char* option, const auto& value) {
        state.emplace(option_key(this->name(), group, option), option_tensor(value));
      });
    }
    return state;
  }

  std::vector<Options> groups_;
};

}  // namespace xgrad::optim
