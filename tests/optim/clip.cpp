// Clipping by norm and by value: PyTorch's numbers, hard numbers, shared gradients, errors.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients/clip.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/optim/optimizers.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>

using namespace test;
using namespace xgrad::optim;
using xgrad::NumericError;
using xgrad::Tensor;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(clip)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A parameter with this gradient.
template <class T = double>
Tensor with_grad(const std::vector<T>& gradient) {
  const Shape shape = {static_cast<Index>(gradient.size())};
  const Tensor parameter(array<T>(shape, std::vector<T>(gradient.size())), true);
  parameter.set_grad(Tensor(array<T>(shape, gradient)));
  return parameter;
}

std::vector<double> grad_of(const Tensor& parameter) {
  return values(parameter.grad().array());
}

}  // namespace

BOOST_AUTO_TEST_CASE(norm_matches_pytorch) {
  const Tensor p(iota({2, 3}), true), q = with_grad(golden::recipe(4, 14));
  p.set_grad(Tensor(array<double>({2, 3}, golden::recipe(6, 13))));
  const double norm = clip_grad_norm_({p, q}, 0.5);
  BOOST_TEST(close(norm, golden::optimizers::clip_norm, {.absolute = 1e-15}));
  BOOST_TEST(close(grad_of(p), golden::optimizers::clipped_first, {.absolute = 1e-15}));
  BOOST_TEST(close(grad_of(q), golden::optimizers::clipped_second, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(clip_grad_norm_leaves_small_gradients) {
  const Tensor p = with_grad({3, 4}), bare(iota({2}), true), frozen(iota({2}));
  const auto version = p.grad().array().version();
  BOOST_TEST(clip_grad_norm_({p, bare, frozen}, 5.1) == 5);
  BOOST_TEST(grad_of(p) == (std::vector<double>{3, 4}));
  BOOST_TEST(p.grad().array().version() == version);
  BOOST_TEST(!bare.grad().defined());
  BOOST_TEST(clip_grad_norm_({bare}, 1) == 0);
  BOOST_TEST(clip_grad_norm_({p}, kInfinity) == 5);
}

BOOST_AUTO_TEST_CASE(clip_grad_norm_takes_other_norms) {
  const auto norm = [](double type) {
    return clip_grad_norm_({with_grad({1, -2}), with_grad({3})}, 100, {.norm_type = type});
  };
  BOOST_TEST(norm(1) == 6);
  BOOST_TEST(norm(kInfinity) == 3);
  BOOST_TEST(close(norm(3), std::cbrt(36), {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(sums_are_taken_in_double_precision) {
  const std::vector<float> ones(100'003, 1.f / 3);
  const double expected = std::sqrt(100'003 * (1.f / 3 * (1. / 3)));
  BOOST_TEST(close(clip_grad_norm_({with_grad<float>(ones)}, 1e9), expected, {.relative = 3e-8}));
  std::vector<float> large(17, 1e30f);  // the squares are beyond float32
  BOOST_TEST(close(clip_grad_norm_({with_grad<float>(large)}, 1e33) / std::sqrt(17) / 1e30, 1,
                   {.absolute = 1e-7}));
}

BOOST_AUTO_TEST_CASE(norms_neither_overflow_nor_underflow) {
  for (const double size : {1e200, 1e-200}) {
    const double norm = clip_grad_norm_({with_grad({3 * size, 4 * size})}, kInfinity);
    BOOST_TEST(close(norm, 5 * size, {.relative = 1e-15}));
  }
  const double norm = clip_grad_norm_({with_grad({1e6, 1})}, kInfinity, {.norm_type = 100});
  BOOST_TEST(close(norm, 1e6, {.relative = 1e-14}));
  BOOST_TEST(clip_grad_norm_({with_grad({0, 0})}, 1) == 0);
}

BOOST_AUTO_TEST_CASE(a_parameter_named_twice_counts_once) {
  const Tensor p = with_grad({3, 4});
  BOOST_TEST(clip_grad_norm_({p, p}, 2.5) == 5);
  BOOST_TEST(close(grad_of(p)[0], 1.5, {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(gradients_that_others_hold_are_not_touched) {
  const Tensor p(iota({2}), true), q(iota({2}), true), held(array<double>({2}, {3, 4}));
  p.set_grad(held);
  q.set_grad(held);
  BOOST_TEST(clip_grad_norm_({p, q}, 1) == std::sqrt(50));
  for (const Tensor& x : {p, q})
    BOOST_TEST(close(grad_of(x)[1], 4 / std::sqrt(50), {.absolute = 1e-6}));
  BOOST_TEST(held.to_vector<double>() == (std::vector<double>{3, 4}));
  clip_grad_value_({p}, 0.1);
  BOOST_TEST(grad_of(p) == (std::vector<double>{0.1, 0.1}));
  BOOST_TEST(grad_of(q)[0] > 0.4);

  const Tensor strided(iota({3, 2}), true);
  strided.set_grad(Tensor(awkward(iota({3, 2}))));
  BOOST_TEST(clip_grad_norm_({strided}, 1) == std::sqrt(55));
  BOOST_TEST(close(grad_of(strided)[5], 5 / std::sqrt(55), {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(gradients_that_are_not_finite) {
  const std::vector<std::pair<std::string, Tensor>> parameters = {
      {"fine", with_grad({1})},
      {"head.weight", with_grad({kNaN, 1, kInfinity, kNaN, 2, -1, 0, 1, -kInfinity})},
      {"late", with_grad({kInfinity})}};
  BOOST_CHECK_EXCEPTION(
      clip_grad_norm_(parameters, 1, {.error_if_nonfinite = true}), NumericError,
      says("clip_grad_norm_: the total norm is nan; the gradient of 'head.weight' has 2 NaN and 2 "
           "infinite among 9 elements; 2 of 3 gradients are affected"));
  BOOST_TEST(grad_of(parameters[0].second) == std::vector<double>{1});
  BOOST_TEST(std::isnan(clip_grad_norm_(parameters, 1)));
  BOOST_TEST(std::isnan(grad_of(parameters[0].second)[0]));

  const Tensor fine = with_grad({1}), infinite = with_grad({kInfinity, 1});
  BOOST_TEST(clip_grad_norm_({fine, infinite}, 1) == kInfinity);
  BOOST_TEST(grad_of(fine)[0] == 0);
  BOOST_TEST(std::isnan(clip_grad_norm_({with_grad({1, kNaN})}, 1, {.norm_type = kInfinity})));
}

BOOST_AUTO_TEST_CASE(clip_grad_value_clamps) {
  const Tensor p = with_grad({-3, -0.5, 0, 0.5, 3, kInfinity, kNaN});
  clip_grad_value_({p}, 1);
  std::vector<double> clamped = grad_of(p);
  BOOST_TEST(std::isnan(clamped.back()));
  clamped.pop_back();
  BOOST_TEST(clamped == (std::vector<double>{-1, -0.5, 0, 0.5, 1, 1}));
}

BOOST_AUTO_TEST_CASE(invalid_bounds_are_errors) {
  const Tensor p = with_grad({1});
  BOOST_CHECK_EXCEPTION(clip_grad_norm_({p}, -1), ValueError, says("max_norm = -1"));
  BOOST_CHECK_EXCEPTION(clip_grad_norm_({p}, kNaN), ValueError, says("max_norm = nan"));
  BOOST_CHECK_EXCEPTION(clip_grad_norm_({p}, 1, {.norm_type = 0}), ValueError,
                        says("norm_type = 0 must be above 0"));
  BOOST_CHECK_EXCEPTION(clip_grad_value_({p}, -1), ValueError, says("clip_value = -1"));
  BOOST_TEST(grad_of(p) == std::vector<double>{1});
}

BOOST_AUTO_TEST_SUITE_END()
