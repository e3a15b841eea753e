// Matrix products: all pairs of shapes against plain loops, gradients as products, error texts.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"

using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(ops_products)

namespace {

constexpr Index S = 5, M = 10, L = 20;
constexpr test::Tolerance kRounding{.absolute = 1e-13, .relative = 1e-13};

// The product as broadcast multiplication and a sum.
Tensor reference(const Tensor& a, const Tensor& b) {
  const Tensor left = a.rank() == 1 ? unsqueeze(a, 0) : a;
  const Tensor right = b.rank() == 1 ? unsqueeze(b, 1) : b;
  Tensor y = sum(mul(unsqueeze(left, -1), unsqueeze(right, -3)), -2);
  if (b.rank() == 1) y = squeeze(y, -1);
  if (a.rank() == 1) y = squeeze(y, b.rank() == 1 ? -1 : -2);
  return y;
}

const std::vector<std::pair<Shape, Shape>> kPairs = {{{L}, {L}},
                                                     {{S, M}, {M}},
                                                     {{M}, {M, S}},
                                                     {{S, M}, {M, S}},
                                                     {{S, 0}, {0, M}},
                                                     {{S, S, M}, {M}},
                                                     {{S, S, M}, {M, S}},
                                                     {{S, S, 0}, {0, S}},
                                                     {{M}, {S, M, S}},
                                                     {{S, M}, {S, M, S}},
                                                     {{0, 0}, {S, 0, 0}},
                                                     {{S, S, M, M}, {S, S, M, S}},
                                                     {{S, S, M, M}, {M}},
                                                     {{M}, {S, S, M, S}},
                                                     {{S, M}, {M, 0}},
                                                     {{1, M}, {M, 1}},
                                                     {{2, 1, 3, 4}, {5, 4, 2}}};

}  // namespace

BOOST_AUTO_TEST_CASE(matmul_and_its_gradients_equal_sums_of_products) {
  Generator generator(1);
  for (const auto& [left, right] : kPairs) {
    BOOST_TEST_CONTEXT(to_string(left) << " x " << to_string(right)) {
      const Tensor a = randn(left, float64, generator).requires_grad_();
      const Tensor b = randn(right, float64, generator).requires_grad_();
      const Tensor y = matmul(a, b);
      const Tensor expected = reference(a, b);
      BOOST_TEST(close(y, expected, kRounding));
      const Tensor weight = randn(y.shape(), float64, generator);
      const auto found = grad({y}, {a, b}, {.gradients = {weight}});
      const auto wanted = grad({expected}, {a, b}, {.gradients = {weight}});
      BOOST_TEST(close(found[0], wanted[0], kRounding));
      BOOST_TEST(close(found[1], wanted[1], kRounding));
    }
  }
}

BOOST_AUTO_TEST_CASE(matmul_with_an_empty_inner_size_is_zero) {
  BOOST_TEST(matmul(ones({S, 0}), ones({0, M})).to_vector<float>() ==
             std::vector<float>(static_cast<std::size_t>(S * M), 0));
}

BOOST_AUTO_TEST_CASE(gradients_of_a_reused_factor_are_summed) {
  Generator generator(2);
  const Tensor w = randn({4, 4}, float64, generator).requires_grad_();
  const Tensor x = randn({2, 3, 4}, float64, generator).requires_grad_();
  Tensor y = x, expected = x;
  for (int step = 0; step < 3; ++step) {
    y = matmul(y, w);
    expected = reference(expected, w);
  }
  const auto found = grad({sum(y)}, {w, x});
  const auto wanted = grad({sum(expected)}, {w, x});
  BOOST_TEST(close(found[0], wanted[0], kRounding));
  BOOST_TEST(close(found[1], wanted[1], kRounding));
}

BOOST_AUTO_TEST_CASE(linear_equals_matmul_with_the_transposed_weight) {
  Generator generator(3);
  const Tensor w = randn({3, 4}, float64, generator).requires_grad_();
  const Tensor bias = randn({3}, float64, generator).requires_grad_();
  for (const Shape& shape : {Shape{4}, {5, 4}, {2, 5, 4}, {0, 4}, {2, 0, 4}}) {
    const Tensor x = randn(shape, float64, generator).requires_grad_();
    // Twice, so that the second gradients are added into the first.
    const Tensor y = add(linear(x, w, bias), linear(mul(x, x), w, bias));
    const Tensor expected = add(add(reference(x, transpose(w, 0, 1)), bias),
                                add(reference(mul(x, x), transpose(w, 0, 1)), bias));
    BOOST_TEST(close(y, expected, kRounding));
    const Tensor weight = randn(y.shape(), float64, generator);
    const auto found = grad({y}, {x, w, bias}, {.gradients = {weight}});
    const auto wanted = grad({expected}, {x, w, bias}, {.gradients = {weight}});
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(close(found[i], wanted[i], kRounding));
    BOOST_TEST(close(linear(x, w), reference(x, transpose(w, 0, 1)), kRounding));
  }
}

BOOST_AUTO_TEST_CASE(matmul_takes_strided_factors) {
  Generator generator(4);
  const Tensor a = randn({6, 4}, float64, generator);
  const Tensor b = randn({4, 6}, float64, generator);
  const Tensor a_gaps(test::awkward(a.array()));
  const Tensor b_gaps(test::awkward(b.array()));
  BOOST_TEST(close(matmul(a_gaps, b_gaps), reference(a, b), kRounding));
  BOOST_TEST(close(matmul(transpose(b, 0, 1), transpose(a, 0, 1)), transpose(reference(a, b), 0, 1),
                   kRounding));
  BOOST_TEST(close(linear(a_gaps, transpose(b_gaps, 0, 1)), reference(a, b), kRounding));
}

BOOST_AUTO_TEST_CASE(matmul_errors_show_the_shapes) {
  BOOST_CHECK_EXCEPTION(matmul(ones({4, 3}), ones({5, 2})), ShapeError,
                        says("matmul: inner sizes differ: a is [4, 3], b is [5, 2]"));
  BOOST_CHECK_EXCEPTION(matmul(ones({3}), ones({5, 2})), ShapeError,
                        says("matmul: inner sizes differ: a is [3], b is [5, 2]"));
  BOOST_CHECK_THROW(matmul(ones({}), ones({2, 2})), ShapeError);
  BOOST_CHECK_THROW(matmul(ones({2, 2}), ones({2, 2}, float64)), DTypeError);
  BOOST_CHECK_EXCEPTION(bmm(ones({2, 3, 4}), ones({3, 4, 5})), ShapeError,
                        says("bmm: a is [2, 3, 4], b is [3, 4, 5]"));
  BOOST_CHECK_THROW(bmm(ones({3, 4}), ones({4, 5})), ShapeError);
  const Tensor w = ones({5, 20});
  BOOST_CHECK_EXCEPTION(
      linear(ones({32, 10}), w), ShapeError,
      says("linear: input [32, 10] does not have 20 features on its last axis, as "
           "weight [5, 20] expects"));
  BOOST_CHECK_EXCEPTION(linear(ones({20}), w, ones({20})), ShapeError,
                        says("linear: bias [20] does not fit weight [5, 20], expected [5]"));
  BOOST_CHECK_EXCEPTION(linear(ones({20}, float64), w), DTypeError,
                        says("linear: the input is float64, the weight is float32"));
  BOOST_CHECK_EXCEPTION(linear(ones({20}), w, ones({5}, float64)), DTypeError,
                        says("linear: the bias is float64, the weight is float32"));
  BOOST_CHECK_THROW(linear(ones({20}), ones({20})), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
