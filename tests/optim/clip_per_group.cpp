// clip_grad_norm_per_group_: the norm of each list of parameters by itself.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/gradients.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::NumericError;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(clip_per_group)

namespace {

Tensor with_grad(const std::vector<double>& gradient) {
  const Shape shape = {static_cast<Index>(gradient.size())};
  const Tensor parameter = leaf(shape, gradient);
  parameter.set_grad(constant(shape, gradient));
  return parameter;
}

std::vector<double> grad_of(const Tensor& parameter) {
  return values(parameter.grad());
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_group_is_clipped_as_clip_grad_norm_does) {
  for (const double type : {1.0, 2.0, std::numeric_limits<double>::infinity()}) {
    std::vector<ParameterList> groups, copies;
    for (const double size : {0.1, 3.0, 20.0}) {
      for (auto* list : {&groups, &copies}) {
        list->push_back({with_grad({size, -2 * size}), with_grad({size / 2})});
      }
    }
    const auto norms = clip_grad_norm_per_group_(groups, 5, {.norm_type = type});
    BOOST_TEST_REQUIRE(norms.size() == 3u);
    for (std::size_t group = 0; group < 3; ++group) {
      BOOST_TEST(norms[group] == clip_grad_norm_(copies[group], 5, {.norm_type = type}));
      auto expected = copies[group].begin();
      for (const auto& [name, parameter] : groups[group]) {
        BOOST_TEST(grad_of(parameter) == grad_of((expected++)->second));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(groups_without_gradients_have_norm_0) {
  const Tensor p = with_grad({3, 4}), bare = leaf({2}, {1, 2});
  BOOST_TEST(clip_grad_norm_per_group_({ParameterList{bare}, ParameterList{p, bare}}, 10) ==
             (std::vector<double>{0, 5}));
  BOOST_TEST(clip_grad_norm_per_group_({}, 10).empty());
  BOOST_TEST(grad_of(p) == (std::vector<double>{3, 4}));
}

BOOST_AUTO_TEST_CASE(no_gradient_of_any_group_is_changed_by_an_error) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor p = with_grad({3, 4}), q = with_grad({1, nan});
  const ParameterList first = {{{"p", p}}}, second = {{{"q", q}}}, again = {{{"again", p}}};
  BOOST_CHECK_EXCEPTION(clip_grad_norm_per_group_({first, second}, 1, {.error_if_nonfinite = true}),
                        NumericError,
                        says("clip_grad_norm_per_group_: the total norm is nan; the gradient of "
                             "'q' has 1 NaN and 0 infinite among 2 elements; 1 of 1 gradients are "
                             "affected"));
  BOOST_CHECK_EXCEPTION(
      clip_grad_norm_per_group_({first, again}, 1), ValueError,
      says("clip_grad_norm_per_group_: parameter 'again' of group 1 is also in group 0"));
  BOOST_CHECK_EXCEPTION(clip_grad_norm_per_group_({first}, -1), ValueError,
                        says("clip_grad_norm_per_group_: max_norm = -1 must be at least 0"));
  BOOST_CHECK_EXCEPTION(clip_grad_norm_per_group_({first}, 1, {.norm_type = -2}), ValueError,
                        says("norm_type = -2 must be above 0"));
  BOOST_TEST(grad_of(p) == (std::vector<double>{3, 4}));
}

BOOST_AUTO_TEST_SUITE_END()
