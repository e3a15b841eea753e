// Loading the state of an optimizer: whatever the target did before, it continues as the source.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <functional>
#include <memory>

using namespace test;
using namespace xgrad::optim;
using xgrad::StateDict;
using xgrad::Tensor;

namespace {

using Make = std::function<std::unique_ptr<Optimizer>(const ParameterList&)>;

// Every kind of state that an optimizer has.
const std::vector<std::pair<std::string, Make>> kOptimizers = {
    {"SGD", [](const auto& list) { return std::make_unique<SGD>(list, SGDOptions{.lr = 0.1}); }},
    {"SGD with momentum",
     [](const auto& list) {
       return std::make_unique<SGD>(list, SGDOptions{.lr = 0.1, .momentum = 0.9, .dampening = 0.5});
     }},
    {"Adam", [](const auto& list) { return std::make_unique<Adam>(list); }},
    {"RMSprop", [](const auto& list) { return std::make_unique<RMSprop>(list); }},
    {"RMSprop, centered with momentum", [](const auto& list) {
       return std::make_unique<RMSprop>(list, RMSpropOptions{.momentum = 0.9, .centered = true});
     }}};

// Two parameters and their optimizer.
struct Training {
  explicit Training(const Make& make) : optimizer(make(ParameterList{a, b})) {}

  // Steps of `a`, and of `b` where it takes part, with gradients that depend on the step.
  void steps(int count, double size, bool with_b = true) {
    for (int step = 0; step < count; ++step) {
      a.set_grad(Tensor(array<double>({2}, {size * (step + 1), -0.5 * size})));
      b.set_grad(with_b ? Tensor(array<double>({1}, {0.25 * size - step})) : Tensor());
      optimizer->step();
    }
  }
  // Parameters and state of `other`.
  void continue_from(const Training& other) {
    a.set_data(other.a);
    b.set_data(other.b);
    optimizer->load_state_dict(other.optimizer->state_dict());
  }

  Tensor a = Tensor(array<double>({2}, {1, -2}), true);
  Tensor b = Tensor(array<double>({1}, {3}), true);
  std::unique_ptr<Optimizer> optimizer;
};

void check_same_state(const StateDict& actual, const StateDict& expected) {
  BOOST_TEST_REQUIRE(actual.size() == expected.size());
  for (const auto& [name, tensor] : expected) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_REQUIRE(actual.contains(name));
      if (!is_floating(tensor.dtype())) {
        BOOST_TEST(actual.at(name).item<double>() == tensor.item<double>());
      } else {
        BOOST_TEST(actual.at(name).to_vector<double>() == tensor.to_vector<double>());
      }
    }
  }
}

void check_same(const Training& actual, const Training& expected) {
  BOOST_TEST(actual.a.to_vector<double>() == expected.a.to_vector<double>());
  BOOST_TEST(actual.b.to_vector<double>() == expected.b.to_vector<double>());
  check_same_state(actual.optimizer->state_dict(), expected.optimizer->state_dict());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state_dict)

BOOST_AUTO_TEST_CASE(load_state_dict_replaces_the_state_of_a_used_optimizer) {
  for (const auto& [name, make] : kOptimizers) {
    BOOST_TEST_CONTEXT(name) {
      for (const int steps_before : {0, 1, 5}) {
        Training source(make), used(make);
        source.steps(3, 0.5);
        used.steps(steps_before, -7);
        used.continue_from(source);
        check_same(used, source);
        source.steps(2, 1.5);
        used.steps(2, 1.5);
        check_same(used, source);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(load_state_dict_resets_parameters_without_a_step) {
  for (const auto& [name, make] : kOptimizers) {
    BOOST_TEST_CONTEXT(name) {
      Training source(make), used(make);
      source.steps(3, 0.5, false);
      used.steps(4, -7);
      used.continue_from(source);
      check_same(used, source);
      source.steps(2, 1.5);
      used.steps(2, 1.5);
      check_same(used, source);
    }
  }
}

BOOST_AUTO_TEST_CASE(load_state_dict_goes_back_to_an_earlier_state_of_its_own) {
  for (const auto& [name, make] : kOptimizers) {
    BOOST_TEST_CONTEXT(name) {
      Training training(make), again(make);
      training.steps(2, 0.5);
      const StateDict saved = training.optimizer->state_dict();
      again.continue_from(training);
      training.steps(3, 2);
      training.optimizer->load_state_dict(saved);
      training.a.set_data(again.a);
      training.b.set_data(again.b);
      training.steps(2, 1.5);
      again.steps(2, 1.5);
      check_same(training, again);
    }
  }
}

BOOST_AUTO_TEST_CASE(state_dict_is_not_changed_by_loading_and_later_steps) {
  for (const auto& [name, make] : kOptimizers) {
    BOOST_TEST_CONTEXT(name) {
      Training source(make), second(make);
      source.steps(3, 0.5);
      const StateDict state = source.optimizer->state_dict();
      StateDict copies;
      for (const auto& [key, tensor] : state)
        copies.emplace(key, Tensor(xgrad::kernels::copy(tensor.array())));
      second.optimizer->load_state_dict(state);
      second.steps(2, 3);
      source.steps(2, 4);
      check_same_state(state, copies);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
