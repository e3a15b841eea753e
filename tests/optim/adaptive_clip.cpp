// clip_grad_adaptive_ against the formula of the paper, in plain loops over units.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(adaptive_clip)

namespace {

double norm(const std::vector<double>& x, std::size_t begin, std::size_t end) {
  double squares = 0;
  for (std::size_t i = begin; i < end; ++i) squares += x[i] * x[i];
  return std::sqrt(squares);
}

std::vector<double> expected(const Shape& shape, const std::vector<double>& w,
                             std::vector<double> g, const AdaptiveClipOptions& options) {
  const std::size_t units = shape.size() < 2 ? 1 : static_cast<std::size_t>(shape[0]);
  for (std::size_t unit = 0; unit < units; ++unit) {
    const std::size_t size = w.size() / units, begin = unit * size, end = begin + size;
    const double most = options.clip_factor * std::max(norm(w, begin, end), options.eps);
    const double of_gradient = norm(g, begin, end);
    if (of_gradient <= most) continue;
    for (std::size_t i = begin; i < end; ++i) g[i] *= most / of_gradient;
  }
  return g;
}

template <class T>
void check_against_the_formula(const Tolerance& tolerance) {
  for (const Shape& shape :
       {Shape{}, {1}, {7}, {0}, {0, 3}, {3, 0}, {1, 1}, {5, 3}, {3, 2, 4, 5}}) {
    for (const AdaptiveClipOptions& options :
         {AdaptiveClipOptions{}, {.clip_factor = 0.9}, {.clip_factor = 0.5, .eps = 3}}) {
      Array w = scattered_array<T>(shape, 1), g = scattered_array<T>(shape, 2);
      const std::vector<T> before_w = values<T>(w), before_g = values<T>(g);
      const auto result = expected(shape, {before_w.begin(), before_w.end()},
                                   {before_g.begin(), before_g.end()}, options);
      const Tensor p(awkward<T>(w), true);
      p.set_grad(Tensor(awkward<T>(g)));
      clip_grad_adaptive_({p}, options);
      BOOST_TEST_CONTEXT(to_string(shape) << " " << options.clip_factor)
      BOOST_TEST(close(values<T>(p.grad()), result, tolerance));
      BOOST_TEST(values<T>(p) == before_w);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(clip_grad_adaptive_is_the_formula_in_float64) {
  check_against_the_formula<double>({.relative = 1e-15});
}

BOOST_AUTO_TEST_CASE(clip_grad_adaptive_is_the_formula_in_float32) {
  check_against_the_formula<float>({.relative = 1.5e-7});
}

BOOST_AUTO_TEST_CASE(clip_grad_adaptive_leaves_small_and_shared_gradients_unchanged) {
  const Tensor p = leaf({2, 2}, {3, 4, 0, 0}), held = constant({2, 2}, {0.3, 0.4, 1, 0});
  p.set_grad(held);
  clip_grad_adaptive_({p, leaf({1}, {1})}, {.clip_factor = 0.25, .eps = 0.5});
  BOOST_TEST(values(p.grad()) == (std::vector<double>{0.3, 0.4, 0.125, 0}));
  BOOST_TEST(values(held) == (std::vector<double>{0.3, 0.4, 1, 0}));
}

BOOST_AUTO_TEST_CASE(clip_grad_adaptive_of_norms_beyond_double) {
  const Tensor p = leaf({1, 2}, {1e200, 0}), q = leaf({2}, {1, 0});
  p.set_grad(constant({1, 2}, {3e307, 1.7e308}));
  q.set_grad(constant({2}, {1.7e308, 1.7e308}));
  clip_grad_adaptive_({p, q}, {.clip_factor = 0.5});
  const double norm_of_p = std::hypot(0.3, 1.7);
  BOOST_TEST(close(values(p.grad()), std::vector{0.15e200 / norm_of_p, 0.85e200 / norm_of_p},
                   {.relative = 1e-14}));
  BOOST_TEST(close(values(q.grad()), std::vector(2, std::sqrt(0.125)), {.relative = 1e-14}));
}

BOOST_AUTO_TEST_CASE(nan_makes_the_gradient_of_its_unit_nan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor p = leaf({2, 2}, {3, 4, 3, 4});
  p.set_grad(constant({2, 2}, {nan, 1e-3, 0.01, 0.02}));
  clip_grad_adaptive_({p});
  const auto g = values(p.grad());
  BOOST_TEST((std::isnan(g[0]) && std::isnan(g[1])));
  BOOST_TEST((g[2] == 0.01 && g[3] == 0.02));
}

BOOST_AUTO_TEST_CASE(clip_grad_adaptive_refuses_invalid_options_before_any_change) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor p = leaf({1}, {1});
  p.set_grad(constant({1}, {1}));
  BOOST_CHECK_EXCEPTION(clip_grad_adaptive_({p}, {.clip_factor = 0}), ValueError,
                        says("clip_grad_adaptive_: clip_factor = 0 must be positive and finite"));
  BOOST_CHECK_EXCEPTION(clip_grad_adaptive_({p}, {.eps = infinity}), ValueError,
                        says("eps = inf must be positive and finite"));
  BOOST_CHECK_EXCEPTION(clip_grad_adaptive_({p, Tensor()}), ValueError, says("undefined"));
  BOOST_TEST(values(p.grad()) == std::vector<double>{1});
}

BOOST_AUTO_TEST_SUITE_END()
