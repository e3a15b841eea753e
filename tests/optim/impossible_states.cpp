// States with values that no training leaves: every optimizer refuses each of them by name, and
// nothing changes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/every_rule.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(impossible_states)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// An optimizer after a step of its two parameters, and what a wrong state must not change.
struct Trained {
  Tensor w = ones({6}, float64).requires_grad_(), b = ones({2}).requires_grad_();
  std::unique_ptr<optim::Optimizer> optimizer;

  explicit Trained(const Rule& rule) : optimizer(rule.make({{{"w", w}, {"b", b}}})) { step(); }

  void step() const {
    w.set_grad(full({6}, 0.5, float64));
    b.set_grad(full({2}, -2));
    optimizer->step();
  }
  std::vector<double> values() const {
    std::vector<double> all;
    for (const auto& [name, tensor] : optimizer->state_dict()) {
      for (const double value : to_vector(tensor)) all.push_back(value);
    }
    for (const Tensor& tensor : {w, b}) {
      for (const double value : to_vector(tensor)) all.push_back(value);
    }
    return all;
  }
  static std::vector<double> to_vector(const Tensor& tensor) {
    return test::values<double>(kernels::cast(tensor.array(), float64));
  }
};

void check_refused(const Rule& rule, const std::string& name, const Tensor& value,
                   const std::string& text) {
  Trained trained(rule);
  StateDict state = trained.optimizer->state_dict();
  state[name] = value;
  const std::vector<double> before = trained.values();
  const auto load = [&] { trained.optimizer->load_state_dict(state); };
  BOOST_CHECK_THROW(load(), ValueError);
  const std::string message = message_of(load);
  BOOST_TEST(message.find("nothing was loaded, 1 entries of the state do not fit") != message.npos,
             message);
  BOOST_TEST(message.find(text) != message.npos, message);
  BOOST_TEST(trained.values() == before);
  trained.step();  // as if nothing had been tried
  Trained other(rule);
  other.step();
  BOOST_TEST(trained.values() == other.values());
}

// One value changed in the middle.
Tensor with(double value) {
  return constant<double>({6}, {0.5, 0.25, 0.5, 0.5, value, 0.5});
}

}  // namespace

BOOST_DATA_TEST_CASE(load_state_dict_refuses_step_counts, every_rule(), rule) {
  const Index most = std::numeric_limits<Index>::max();
  for (const Index step : {Index{-5}, Index{-1}, Index{0}, (Index{1} << 53) + 1, most, -most - 1}) {
    Tensor count = zeros({}, int64);
    *count.writable().mutable_data<Index>() = step;
    check_refused(rule, "step.w", count,
                  "impossible: step.w is " + std::to_string(step) + ", must be from 1 to 2^53");
  }
  check_refused(rule, "step.w", tensor(3.0), "different: step.w is float32 []");
  check_refused(rule, "step.w", tensor({3}), "different: step.w is int64 [1]");
  check_refused(rule, "step.w", Tensor(), "undefined: step.w");
  check_refused(rule, "step.other", tensor(3), "unexpected: step.other");
}

BOOST_DATA_TEST_CASE(load_state_dict_refuses_means_of_squares, every_rule(), rule) {
  for (const std::string& name : rule.states.of_squares) {
    const std::string key = name + ".w";
    for (const double value : {-1e-30, -1.0, -kInfinity, kNaN}) {
      check_refused(rule, key, with(value), "impossible: " + key + " holds ");
    }
    check_refused(rule, key, with(-1),
                  "holds -1 at element 4, must be a mean or sum of squares, at least 0");
    check_refused(rule, key, ones({3, 2}, float64), "different: " + key);
    check_refused(rule, key, ones({2, 3}), "different: " + key);
    check_refused(rule, name + ".other", ones({2, 3}), "unexpected: " + name + ".other");
  }
}

BOOST_DATA_TEST_CASE(load_state_dict_refuses_means_of_gradients, every_rule(), rule) {
  for (const std::string& name : rule.states.finite) {
    const std::string key = name + ".w";
    for (const double value : {kInfinity, -kInfinity, kNaN}) {
      check_refused(rule, key, with(value), "impossible: " + key + " holds ");
    }
    check_refused(rule, key, with(kInfinity), "holds inf at element 4, must be finite");
    check_refused(rule, key, ones({2, 3}, float64), "different: " + key);
  }
}

BOOST_DATA_TEST_CASE(load_state_dict_refuses_negative_and_infinite_sizes, every_rule(), rule) {
  for (const std::string& name : rule.states.not_negative) {
    const std::string key = name + ".w";
    for (const double value : {-1e-30, kInfinity, kNaN}) {
      check_refused(rule, key, with(value), "impossible: " + key + " holds ");
    }
    check_refused(rule, key, with(-1), "holds -1 at element 4, must be at least 0 and finite");
  }
}

BOOST_DATA_TEST_CASE(load_state_dict_refuses_numbers_of_a_parameter, every_rule(), rule) {
  const auto check = [&](const std::string& name, double too_large, const char* range) {
    const std::string key = name + ".w";
    for (const double value : {-1e-30, too_large, kInfinity, kNaN}) {
      check_refused(rule, key, full({}, value, float64), "impossible: " + key + " holds ");
    }
    check_refused(rule, key, full({}, -1, float64), std::string("holds -1 at element 0, ") + range);
    check_refused(rule, key, full({}, 0.5, float32), "different: " + key);
    check_refused(rule, key, full({2, 3}, 0.5, float64), "different: " + key);
  };
  for (const std::string& name : rule.states.numbers) {
    check(name, kInfinity, "must be at least 0 and finite");
  }
  for (const std::string& name : rule.states.fractions) check(name, 1.5, "must be from 0 to 1");
}

BOOST_DATA_TEST_CASE(load_state_dict_takes_what_training_leaves, every_rule(), rule) {
  Trained trained(rule), other(rule);
  StateDict state = trained.optimizer->state_dict();
  for (const std::string& name : rule.states.of_squares) {  // the square of a large gradient
    state[name + ".w"] = with(kInfinity);
  }
  trained.optimizer->load_state_dict(state);
  trained.step();
  trained.optimizer->load_state_dict(other.optimizer->state_dict());
  trained.w.set_data(other.w);
  trained.b.set_data(other.b);
  trained.step();
  other.step();
  BOOST_TEST(trained.values() == other.values());
}

BOOST_AUTO_TEST_CASE(load_state_dict_names_divergence_and_has_the_hint_for_other_optimizers_only) {
  Trained trained(rule_of("Adam"));
  const StateDict state = trained.optimizer->state_dict();
  const std::string hint = "make the optimizer with the parameters";
  const auto message_with = [&](const std::string& name, const Tensor& value) {
    StateDict changed = state;
    changed[name] = value;
    return message_of([&] { trained.optimizer->load_state_dict(changed); });
  };
  const std::string mean = "exp_avg.w";
  const std::string diverged = message_with(mean, with(kNaN));
  BOOST_TEST(diverged.find("; only a diverged training leaves that") != diverged.npos, diverged);
  BOOST_TEST(diverged.find(hint) == diverged.npos, diverged);
  const std::string other = message_with("step.other", tensor(3));
  BOOST_TEST(other.find(hint) != other.npos, other);
}

BOOST_AUTO_TEST_CASE(clipping_and_optimizers_refuse_undefined_parameters) {
  const Tensor p = ones({1}).requires_grad_();
  check_message([&] { optim::clip_grad_norm_({p, Tensor()}, 1); }, "clip_grad_norm_: ");
  check_message([&] { optim::clip_grad_value_({p, Tensor()}, 1); }, "clip_grad_value_: ");
  check_message(
      [&] {
        optim::Adam({p, Tensor()});
      },
      "Adam: cannot optimize these parameters\n  '1' is undefined");
}

BOOST_AUTO_TEST_SUITE_END()
