// Infinite parameters and gradients, and NaN, in update rules.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "optim/two_parameters.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::Tensor;

BOOST_AUTO_TEST_SUITE(infinities)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The parameter after a step with one gradient.
template <class Optimizer>
double after_step(double parameter, double gradient, const OptionsOf<Optimizer>& options) {
  const Tensor p(array<double>({1}, {parameter}), true);
  Optimizer optimizer({p}, options);
  p.set_grad(Tensor(array<double>({1}, {gradient})));
  optimizer.step();
  return p.item<double>();
}

}  // namespace

// As in PyTorch 1.13.1: p = torch.tensor([-inf], requires_grad=True), p.grad = torch.tensor([0.])
// Adafactor is left out: the size of its steps is that of the parameter.
BOOST_DATA_TEST_CASE(step_without_weight_decay_keeps_infinite_parameters, every_rule(), rule) {
  if (rule.optimizer == "Adafactor") return;
  for (const double value : {-kInfinity, kInfinity}) {
    TwoParameters two(rule, rule.optimizer == "AdamW" || rule.optimizer == "Lion"
                                ? Changes{}
                                : Changes{{"lr", {0.125, 0.125}}});
    two.b.set_data(Tensor(array<double>({1}, {value})));
    two.a.set_grad(Tensor(array<double>({2}, {0, 0})));
    two.b.set_grad(Tensor(array<double>({1}, {0})));
    two.optimizer->step();
    BOOST_TEST(two.b.item<double>() == value);
  }
}

BOOST_AUTO_TEST_CASE(sgd_with_an_infinite_gradient_gives_the_infinity_of_pytorch) {
  for (const SGDOptions& options : {SGDOptions{.lr = 0.1}, SGDOptions{.lr = 0.1, .momentum = 0.9},
                                    SGDOptions{.lr = 0.1, .momentum = 0.9, .nesterov = true}}) {
    BOOST_TEST(after_step<SGD>(0, kInfinity, options) == -kInfinity);
    BOOST_TEST(after_step<SGD>(0, -kInfinity, options) == kInfinity);
    BOOST_TEST(std::isnan(after_step<SGD>(0, kNaN, options)));
  }
}

// PyTorch 1.13.1:
//   p = torch.tensor([1.], dtype=torch.float64, requires_grad=True)
//   optimizer = torch.optim.Rprop([p], lr=0.1)
//   for g in (1, nan, inf, 2, -inf, nan, 1):
//       p.grad = torch.tensor([g], dtype=torch.float64); optimizer.step(); print(p.item())
BOOST_AUTO_TEST_CASE(rprop_matches_pytorch_for_nan_and_infinity_and_its_state_can_be_loaded) {
  const Tensor p(array<double>({1}, {1}), true);
  Rprop optimizer({p}, {.lr = 0.1});
  const std::pair<double, double> steps[] = {{1, 0.9},  {kNaN, 0.9},        {kInfinity, 0.8},
                                             {2, 0.68}, {-kInfinity, 0.68}, {kNaN, 0.68},
                                             {1, 0.62}};
  for (const auto& [gradient, expected] : steps) {
    p.set_grad(Tensor(array<double>({1}, {gradient})));
    optimizer.step();
    BOOST_TEST(p.item<double>() == expected, boost::test_tools::tolerance(1e-14));
    optimizer.load_state_dict(optimizer.state_dict());
  }
}

BOOST_AUTO_TEST_SUITE_END()
