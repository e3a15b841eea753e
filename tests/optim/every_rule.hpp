// Every update rule of the library, behind one face.
#pragma once

#include <xgrad/optim/rules.hpp>

#include <array>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace test {

/// An option of an optimizer and its new value; of two numbers only for pairs, such as betas.
struct Change {
  std::string option;
  std::array<double, 2> value;
};
using Changes = std::vector<Change>;

/// The names of stored tensors by the values that training leaves in them.
struct StateNames {
  std::vector<std::string> finite = {};
  std::vector<std::string> of_squares = {};
  std::vector<std::string> not_negative = {};
  /// One number for a parameter: at least 0 and finite, or from 0 to 1.
  std::vector<std::string> numbers = {};
  std::vector<std::string> fractions = {};

  std::vector<std::string> all() const {
    std::vector<std::string> names;
    for (const auto* some : {&finite, &of_squares, &not_negative, &numbers, &fractions}) {
      names.insert(names.end(), some->begin(), some->end());
    }
    return names;
  }
};

/// An optimizer with certain options.
struct Rule {
  using Made = std::unique_ptr<xgrad::optim::Optimizer>;

  std::string optimizer, variant;
  StateNames states;
  std::vector<std::string> options;
  std::function<Made(const xgrad::optim::ParameterList&, const Changes&)> make_changed;
  /// Changes the options of the first group of such an optimizer.
  std::function<void(xgrad::optim::Optimizer&, const Changes&)> change;

  Made make(const xgrad::optim::ParameterList& parameters) const {
    return make_changed(parameters, {});
  }
};

inline std::ostream& operator<<(std::ostream& stream, const Rule& rule) {
  return stream << rule.optimizer << rule.variant;
}

/// Options with some of them changed. Throws std::invalid_argument for a name that is none.
template <class Options>
Options changed(Options options, const Changes& changes) {
  for (const Change& change : changes) {
    bool found = false;
    Options::visit(options, [&]<class Member>(const char* name, Member& member) {
      if (name != change.option) return;
      found = true;
      if constexpr (std::is_same_v<Member, std::array<double, 2>>) {
        member = change.value;
      } else {
        member = static_cast<Member>(change.value[0]);
      }
    });
    if (!found) throw std::invalid_argument("no option " + change.option);
  }
  return options;
}

template <class Optimizer>
using OptionsOf = std::remove_cvref_t<decltype(std::declval<Optimizer>().options())>;

template <class Optimizer>
Rule rule(const char* optimizer, const char* variant, const OptionsOf<Optimizer>& options,
          const StateNames& states) {
  Rule made = {.optimizer = optimizer,
               .variant = variant,
               .states = states,
               .options = {},
               .make_changed =
                   [=](const xgrad::optim::ParameterList& parameters, const Changes& changes) {
                     return std::make_unique<Optimizer>(parameters, changed(options, changes));
                   },
               .change =
                   [](xgrad::optim::Optimizer& any, const Changes& changes) {
                     auto& one = dynamic_cast<Optimizer&>(any);
                     one.set_options(changed(one.options(), changes));
                   }};
  OptionsOf<Optimizer>::visit(
      options, [&](const char* name, const auto&) { made.options.emplace_back(name); });
  return made;
}

/// Every optimizer with its default options, then with those on which its state depends.
inline const std::vector<Rule>& every_rule() {
  namespace optim = xgrad::optim;
  const StateNames moments = {.finite = {"exp_avg"}, .of_squares = {"exp_avg_sq"}};
  const StateNames amsgrad = {.finite = {"exp_avg"},
                              .of_squares = {"exp_avg_sq", "max_exp_avg_sq"}};
  static const std::vector<Rule> rules = {
      rule<optim::SGD>("SGD", "", {.lr = 0.1}, {}),
      rule<optim::Adam>("Adam", "", {}, moments),
      rule<optim::AdamW>("AdamW", "", {}, moments),
      rule<optim::RMSprop>("RMSprop", "", {}, {.of_squares = {"square_avg"}}),
      rule<optim::Adagrad>("Adagrad", "", {}, {.of_squares = {"sum"}}),
      rule<optim::Adadelta>("Adadelta", "", {}, {.of_squares = {"square_avg", "acc_delta"}}),
      rule<optim::Adamax>("Adamax", "", {}, {.finite = {"exp_avg"}, .not_negative = {"exp_inf"}}),
      rule<optim::NAdam>(
          "NAdam", "", {},
          {.finite = {"exp_avg"}, .of_squares = {"exp_avg_sq"}, .fractions = {"mu_product"}}),
      rule<optim::RAdam>("RAdam", "", {}, moments),
      rule<optim::Rprop>("Rprop", "", {}, {.finite = {"prev"}, .not_negative = {"step_size"}}),
      rule<optim::ASGD>("ASGD", "", {},
                        {.finite = {"ax"}, .numbers = {"eta"}, .fractions = {"mu"}}),
      rule<optim::Lion>("Lion", "", {}, {.finite = {"exp_avg"}}),
      rule<optim::Adafactor>("Adafactor", "", {}, {.of_squares = {"variance"}}),
      rule<optim::SGD>("SGD", " with momentum", {.lr = 0.1, .momentum = 0.9, .dampening = 0.5},
                       {.finite = {"momentum_buffer"}}),
      rule<optim::Adam>("Adam", " with amsgrad", {.amsgrad = true}, amsgrad),
      rule<optim::AdamW>("AdamW", " with amsgrad", {.amsgrad = true}, amsgrad),
      rule<optim::RMSprop>("RMSprop", " with momentum", {.momentum = 0.9},
                           {.finite = {"momentum_buffer"}, .of_squares = {"square_avg"}}),
      rule<optim::RMSprop>("RMSprop", ", centered", {.centered = true},
                           {.finite = {"grad_avg"}, .of_squares = {"square_avg"}}),
      rule<optim::RMSprop>(
          "RMSprop", ", centered with momentum", {.momentum = 0.9, .centered = true},
          {.finite = {"grad_avg", "momentum_buffer"}, .of_squares = {"square_avg"}}),
      rule<optim::RAdam>("RAdam", " with rectified steps", {.betas = {0.5, 0.8}}, moments),
      rule<optim::ASGD>("ASGD", " that averages", {.lambd = 0.1, .t0 = 1},
                        {.finite = {"ax"}, .numbers = {"eta"}, .fractions = {"mu"}})};
  return rules;
}

/// The rule of an optimizer with its default options.
inline const Rule& rule_of(std::string_view optimizer) {
  for (const Rule& rule : every_rule()) {
    if (rule.optimizer == optimizer) return rule;
  }
  throw std::invalid_argument("no rule " + std::string(optimizer));
}

}  // namespace test
