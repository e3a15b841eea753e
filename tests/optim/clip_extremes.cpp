// clip_grad_norm_ of gradients whose powers, norm or scale are beyond their type.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients/clip.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <cmath>
#include <limits>
#include <string>

using namespace xgrad;
using optim::clip_grad_norm_;
using test::close;

BOOST_AUTO_TEST_SUITE(clip_extremes)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor with_grad(const std::vector<double>& gradient, DType dtype) {
  const Tensor p = zeros({static_cast<Index>(gradient.size())}, dtype).requires_grad_();
  Tensor g = empty(p.shape(), dtype);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    if (dtype == float32)
      g.writable().mutable_data<float>()[i] = static_cast<float>(gradient[i]);
    else
      g.writable().mutable_data<double>()[i] = gradient[i];
  }
  p.set_grad(g);
  return p;
}

std::vector<double> grad_of(const Tensor& p) {
  std::vector<double> result;
  if (p.dtype() == float64) return p.grad().to_vector<double>();
  for (const float g : p.grad().to_vector<float>()) result.push_back(static_cast<double>(g));
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(huge_gradients_are_scaled_to_the_norm) {
  const Tensor one = with_grad({1e38, 0}, float32);
  BOOST_TEST(close(clip_grad_norm_({one}, 1), 1e38, {.relative = 1e-7}));
  BOOST_TEST(grad_of(one)[1] == 0);
  BOOST_TEST(close(grad_of(one)[0], 1, {.relative = 1e-6}));
  for (const double type : {1.0, 2.0, 3.0, kInfinity}) {
    for (const DType dtype : {float32, float64}) {
      const double most =
          dtype == float32 ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
      for (const double bound : {1.0, 1e-3, 1e5}) {
        const Tensor p = with_grad({most, -most, most / 2}, dtype);
        clip_grad_norm_({p}, bound, {.norm_type = type});
        const double in_units = std::isinf(type) ? 1 : std::pow(2 + std::pow(0.5, type), 1 / type);
        const double tolerance = dtype == float32 ? 1e-5 : 1e-12;
        BOOST_TEST(close(grad_of(p)[0], bound / in_units, {.relative = tolerance}));
        BOOST_TEST(close(grad_of(p)[1], -bound / in_units, {.relative = tolerance}));
        BOOST_TEST(close(grad_of(p)[2], bound / in_units / 2, {.relative = tolerance}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_norm_beyond_double_is_infinite) {
  const double most = std::numeric_limits<double>::max();
  BOOST_TEST(clip_grad_norm_({with_grad({most, most}, float64)}, 1) == kInfinity);
}

BOOST_AUTO_TEST_CASE(clip_grad_norm_reports_that_only_the_norm_is_not_finite) {
  const double most = std::numeric_limits<double>::max();
  const Tensor p = with_grad({most, most}, float64);
  BOOST_CHECK_EXCEPTION(
      clip_grad_norm_({p}, 1, {.error_if_nonfinite = true}), NumericError,
      [](const NumericError& error) {
        return std::string(error.what())
            .starts_with(
                "clip_grad_norm_: the total norm is inf: all gradients are finite, but their norm");
      });
}

BOOST_AUTO_TEST_CASE(norms_of_tiny_gradients_have_all_digits) {
  for (const double type : {1.0, 2.0, 3.0}) {
    for (const double size : {1e-150, 1e-161, 1e-200, 1e-305}) {
      const double expected = size * std::pow(std::pow(3, type) + std::pow(4, type), 1 / type);
      const Tensor p = with_grad({3 * size, 4 * size}, float64);
      BOOST_TEST(close(clip_grad_norm_({p}, kInfinity, {.norm_type = type}), expected,
                       {.relative = 1e-14}));
    }
    const double subnormal = 1e-310;
    const Tensor p = with_grad({subnormal, subnormal}, float64);
    BOOST_TEST(close(clip_grad_norm_({p}, kInfinity, {.norm_type = type}),
                     subnormal * std::pow(2, 1 / type), {.relative = 1e-12}));
  }
}

BOOST_AUTO_TEST_CASE(a_bound_of_zero_clears_huge_gradients) {
  const Tensor p = with_grad({1e38, -1}, float32);
  clip_grad_norm_({p}, 0);
  BOOST_TEST(grad_of(p)[0] == 0);
  BOOST_TEST(grad_of(p)[1] == 0);
}

BOOST_AUTO_TEST_CASE(infinite_gradients_become_nan_and_the_others_zero) {
  const Tensor p = with_grad({kInfinity, 3}, float64);
  BOOST_TEST(clip_grad_norm_({p}, 1) == kInfinity);
  BOOST_TEST(std::isnan(grad_of(p)[0]));
  BOOST_TEST(grad_of(p)[1] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
