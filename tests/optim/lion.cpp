// Lion against the equations of the paper in plain loops, option by option.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/rules.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(lion)

namespace {

// Algorithm 2 of the paper in double precision.
struct Equations {
  LionOptions o;
  std::vector<double> p, m = std::vector<double>(p.size());

  void step(const std::vector<double>& gradient) {
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double g = o.maximize ? -gradient[i] : gradient[i];
      const double c = o.betas[0] * m[i] + (1 - o.betas[0]) * g;
      const double sign = c > 0 ? 1 : c < 0 ? -1 : 0;
      p[i] -= o.lr * (sign + o.weight_decay * p[i]);
      m[i] = o.betas[1] * m[i] + (1 - o.betas[1]) * g;
    }
  }
};

const LionOptions kOptions[] = {{},
                                {.lr = 0.01},
                                {.betas = {0.5, 0.25}},
                                {.betas = {0, 0}},
                                {.lr = 0.1, .weight_decay = 0.5},
                                {.maximize = true}};

template <class T>
void check_steps(Index count, Index stride, int steps, double tolerance) {
  for (const LionOptions& options : kOptions) {
    const std::vector<T> start = scattered<T>(count, 1);
    Array buffer = Array::empty({count * stride}, xgrad::dtype_of<T>());
    const Tensor p(buffer.view({count}, {stride}, 0), true);
    p.set_data(constant<T>({count}, start));
    Lion optimizer({p}, options);
    Equations expected{options, {start.begin(), start.end()}};
    for (int step = 0; step < steps; ++step) {
      const std::vector<T> g = scattered<T>(count, static_cast<std::uint32_t>(step + 2));
      p.set_grad(constant<T>({count}, g));
      optimizer.step();
      expected.step({g.begin(), g.end()});
    }
    BOOST_TEST(close(p, expected.p, {.absolute = tolerance, .relative = tolerance}));
    BOOST_TEST(close(optimizer.state_dict().at("exp_avg.0"), expected.m,
                     {.absolute = tolerance, .relative = tolerance}));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_thousand_steps_of_lion_are_the_equations) {
  check_steps<double>(7, 1, 1000, 1e-12);
}

BOOST_AUTO_TEST_CASE(lion_of_any_number_of_elements_and_stride) {
  for (const Index count : {0, 1, 3, 39, 1025}) {
    check_steps<double>(count, 1, 5, 1e-15);
    check_steps<double>(count, 3, 5, 1e-15);
    check_steps<float>(count, 1, 5, 5e-7);
  }
}

BOOST_AUTO_TEST_CASE(lion_does_not_move_elements_without_momentum) {
  const Tensor p = leaf({3}, {1, -2, 3});
  Lion optimizer({p}, {.lr = 0.5});
  p.set_grad(constant({3}, {0, 1e-300, -0.0}));
  optimizer.step();
  BOOST_TEST(values(p) == (std::vector<double>{1, -2.5, 3}));
}

BOOST_AUTO_TEST_CASE(lion_keeps_nan_visible) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor p = leaf({5}, {1, 1, 1, 1, 1});
  Lion optimizer({p}, {.lr = 0.5});
  p.set_grad(constant({5}, {1, nan, 1, 1, nan}));
  optimizer.step();
  BOOST_TEST(std::isnan(values(p)[1]));
  BOOST_TEST(std::isnan(values(p)[4]));
  BOOST_TEST(values(p)[3] == 0.5);
}

BOOST_AUTO_TEST_CASE(lion_refuses_invalid_options) {
  BOOST_CHECK_EXCEPTION(
      Lion({leaf(1)}, {.lr = -1, .betas = {1, -1}, .weight_decay = -2}), ValueError,
      says("Lion: lr = -1 must be at least 0 and finite; betas[0] = 1 must be at least 0 and below "
           "1; betas[1] = -1 must be at least 0 and below 1; weight_decay = -2 must be"));
}

BOOST_AUTO_TEST_SUITE_END()
