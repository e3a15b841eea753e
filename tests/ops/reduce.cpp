// Reductions and the softmax family: PyTorch's values, and gradients where the definition has
// edges.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/operations.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <functional>
#include <limits>

using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(ops_reduce)

using Values = std::vector<double>;

namespace {

const double kInf = std::numeric_limits<double>::infinity();

Tensor recipe(const Shape& shape, double phase) {
  return from_vector(golden::recipe(static_cast<std::size_t>(numel(shape)), phase), shape);
}

// The gradient of x as in golden/operations.hpp, beside the value.
void check_golden(const std::function<Tensor(const Tensor&)>& op, std::span<const double> value,
                  std::span<const double> gradient) {
  const Tensor x = recipe({2, 3, 4}, 1).requires_grad_();
  const Tensor y = op(x);
  BOOST_TEST(close(y, value, {.absolute = 1e-15}));
  sum(mul(y, recipe(y.shape(), 2))).backward();
  BOOST_TEST(close(x.grad(), gradient, {.absolute = 1e-15}));
}

Values gradient_of(const Tensor& y, const Tensor& x) {
  return grad(sum(y), x).to_vector<double>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(reductions_match_pytorch) {
  namespace expected = golden::operations;
  check_golden([](const Tensor& x) { return sum(x, 1); }, expected::sum, expected::grad_sum);
  check_golden([](const Tensor& x) { return mean(x, -1); }, expected::mean, expected::grad_mean);
  check_golden([](const Tensor& x) { return max(x, 1); }, expected::max, expected::grad_max);
  check_golden([](const Tensor& x) { return logsumexp(x, 1); }, expected::logsumexp,
               expected::grad_logsumexp);
  check_golden([](const Tensor& x) { return softmax(x, 1); }, expected::softmax,
               expected::grad_softmax);
  check_golden([](const Tensor& x) { return log_softmax(x, -1); }, expected::log_softmax,
               expected::grad_log_softmax);
  const auto largest = argmax(recipe({2, 3, 4}, 1), 1).to_vector<std::int64_t>();
  BOOST_TEST(largest ==
             std::vector<std::int64_t>(std::begin(expected::argmax), std::end(expected::argmax)));
}

BOOST_AUTO_TEST_CASE(max_and_min_share_the_gradient_among_ties) {
  const Tensor x = from_vector(Values{3, 1, 3, 3, 1, 2}, {2, 3}).requires_grad_();
  BOOST_TEST(gradient_of(max(x, 1), x) == (Values{0.5, 0, 0.5, 1, 0, 0}));
  BOOST_TEST(gradient_of(min(x), x) == (Values{0, 0.5, 0, 0, 0.5, 0}));
}

BOOST_AUTO_TEST_CASE(logsumexp_of_negative_infinities_has_zero_gradient) {
  const Tensor x = from_vector(Values{-kInf, -kInf, 0, -kInf}, {2, 2}).requires_grad_();
  const Tensor y = logsumexp(x, 1);
  BOOST_TEST(y.to_vector<double>() == (Values{-kInf, 0}));
  const Tensor g = grad(sum(y), x, {.create_graph = true});
  BOOST_TEST(g.to_vector<double>() == (Values{0, 0, 1, 0}));
  BOOST_TEST(gradient_of(g, x) == (Values{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(softmax_gradients_stay_finite) {
  for (const double size : {1e4, -1e4}) {
    const Tensor equal = full({1, 2}, size, float64).requires_grad_();
    BOOST_TEST(gradient_of(select(softmax(equal, 1), 1, 0), equal) == (Values{0.25, -0.25}));
    BOOST_TEST(gradient_of(select(log_softmax(equal, 1), 1, 0), equal) == (Values{0.5, -0.5}));
  }
  const Tensor far = from_vector(Values{1e4, -1e4}).requires_grad_();
  BOOST_TEST(gradient_of(select(log_softmax(far, 0), 0, 1), far) == (Values{-1, 1}));
}

BOOST_AUTO_TEST_CASE(sum_to_and_sum_of_empty_axes) {
  const Tensor x = zeros({2, 0, 3}, float64).requires_grad_();
  BOOST_TEST(sum(x, 1).to_vector<double>() == Values(6, 0));
  BOOST_TEST(grad(sum(x), x).shape() == (Shape{2, 0, 3}));
  const Tensor same = ones({2, 3});
  BOOST_TEST(sum_to(same, {2, 3}).array().raw() == same.array().raw());
}

BOOST_AUTO_TEST_CASE(integers_and_bools_carry_no_gradient) {
  BOOST_TEST(sum(tensor({true, false, true})).item<std::int64_t>() == 2);
  BOOST_TEST(max(tensor({3, 9})).item<std::int64_t>() == 9);
  const Tensor x = ones({3}).requires_grad_();
  BOOST_TEST(!argmax(x).requires_grad());
}

BOOST_AUTO_TEST_CASE(reduction_errors) {
  const Tensor x = ones({4, 3});
  BOOST_CHECK_EXCEPTION(sum(x, 2), IndexError,
                        says("sum: axis 2 is out of range for shape [4, 3]"));
  BOOST_CHECK_EXCEPTION(mean(tensor({1, 2})), DTypeError, says("mean: int64"));
  BOOST_CHECK_EXCEPTION(max(zeros({0, 3}), 0), ShapeError, says("max: [0, 3] has no elements"));
  BOOST_CHECK_EXCEPTION(softmax(tensor({1, 2}), 0), DTypeError,
                        says("softmax: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(sum_to(x, {2, 3}), ShapeError, says("sum_to"));
}

BOOST_AUTO_TEST_SUITE_END()
