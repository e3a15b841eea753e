// Two parameters and their optimizer, between steps.
#pragma once

#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "optim/every_rule.hpp"
#include "support/arrays.hpp"

namespace test {

/// The elements of all tensors of a state dict, by name.
inline std::vector<std::pair<std::string, std::vector<double>>> elements_of(
    const xgrad::StateDict& state) {
  std::vector<std::pair<std::string, std::vector<double>>> all;
  for (const auto& [name, tensor] : state) {
    all.emplace_back(name, values(xgrad::kernels::cast(tensor.array(), xgrad::float64)));
  }
  return all;
}

struct TwoParameters {
  explicit TwoParameters(const Rule& rule, const Changes& changes = {})
      : optimizer(rule.make_changed({a, b}, changes)) {}

  /// Steps of `a`, and of `b` where it takes part, with gradients that depend on the step.
  void steps(int count, double size, bool with_b = true) {
    for (int step = 0; step < count; ++step) {
      set_gradients(size * (step + 1), with_b);
      optimizer->step();
    }
  }
  void set_gradients(double size, bool with_b = true) {
    a.set_grad(xgrad::Tensor(array<double>({2}, {size, -0.5 * size})));
    b.set_grad(with_b ? xgrad::Tensor(array<double>({1}, {0.25 - size})) : xgrad::Tensor());
  }
  /// Takes parameters and state of `other`.
  void continue_from(const TwoParameters& other) {
    a.set_data(other.a);
    b.set_data(other.b);
    optimizer->load_state_dict(other.optimizer->state_dict());
  }
  /// Parameters and state.
  auto elements() const {
    xgrad::StateDict state = optimizer->state_dict();
    state.emplace("a", a);
    state.emplace("b", b);
    return elements_of(state);
  }

  xgrad::Tensor a = xgrad::Tensor(array<double>({2}, {1, -2}), true);
  xgrad::Tensor b = xgrad::Tensor(array<double>({1}, {3}), true);
  std::unique_ptr<xgrad::optim::Optimizer> optimizer;
};

/// Checks that parameters and state are bitwise those of `expected`.
inline void check_same(const TwoParameters& actual, const TwoParameters& expected) {
  BOOST_TEST(actual.elements() == expected.elements());
}

}  // namespace test
