// Linear systems, determinants and least squares: residuals over random shapes and batches,
// derivatives, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/contract.hpp>
#include <xgrad/autograd/ops/linalg/factorize.hpp>
#include <xgrad/autograd/ops/linalg/solve.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>
#include <thread>

using namespace xgrad;
using test::close;
using test::constant;
using test::says;

BOOST_AUTO_TEST_SUITE(linear_systems)

namespace {

constexpr test::Tolerance kRounding{.absolute = 2e-12, .relative = 1e-12};

Tensor random(const Shape& shape) {
  return randn(shape, float64);
}

// A random matrix that is far from singular.
Tensor regular(const Shape& shape) {
  const Index n = shape.back();
  return random(shape) + eye(n, -1, float64) * (3.0 * std::sqrt(static_cast<double>(n)));
}

void check_derivatives(const CheckedFunction& function, std::vector<Tensor> inputs) {
  for (Tensor& input : inputs) input.requires_grad_();
  const GradcheckResult first = gradcheck(function, inputs),
                        second = gradgradcheck(function, inputs);
  BOOST_TEST(first.ok, first.message);
  BOOST_TEST(second.ok, second.message);
}

struct Shapes {
  Shape a, b;
};

}  // namespace

BOOST_AUTO_TEST_CASE(solutions_have_no_residual) {
  for (const auto& [a_shape, b_shape] : {Shapes{{4, 4}, {4, 2}},
                                         {{3, 4, 4}, {4, 2}},
                                         {{4, 4}, {3, 4, 2}},
                                         {{2, 1, 5, 5}, {3, 5, 1}},
                                         {{30, 30}, {30, 7}},
                                         {{0, 3, 3}, {3, 2}},
                                         {{0, 0}, {0, 2}},
                                         {{3, 3}, {3, 0}}}) {
    const Tensor a = regular(a_shape), b = random(b_shape);
    const Tensor x = solve(a, b);
    BOOST_TEST(close(matmul(a, x), zeros_like(x) + b, kRounding));
    for (const bool upper : {false, true}) {
      for (const bool unit : {false, true}) {
        const Tensor identity = eye(a.shape().back(), -1, float64);
        const Tensor scaled = unit ? a * 0.05 : a;
        Tensor triangle = scaled * (1.0 - identity) + (unit ? identity : identity * scaled);
        Array mask = kernels::zeros(identity.shape(), float64);
        for (Index row = 0; row < identity.shape()[0]; ++row) {
          for (Index column = 0; column < identity.shape()[0]; ++column) {
            mask.mutable_data<double>()[row * identity.shape()[0] + column] =
                upper ? row <= column : row >= column;
          }
        }
        triangle = triangle * Tensor(mask);
        const Tensor y = solve_triangular(scaled, b, upper, true, unit);
        BOOST_TEST(close(matmul(triangle, y), zeros_like(y) + b, kRounding));
        const Tensor bt = transpose(b, -1, -2);
        const Tensor z = solve_triangular(scaled, bt, upper, false, unit);
        BOOST_TEST(close(matmul(z, triangle), zeros_like(z) + bt, kRounding));
      }
    }
  }
  const Tensor a = regular({3, 3}), v = random({3});
  BOOST_TEST(close(mv(a, solve(a, v)), v, kRounding));
  BOOST_TEST(close(matmul(a, inverse(a)), eye(3, -1, float64), kRounding));
}

BOOST_AUTO_TEST_CASE(determinants) {
  const Tensor a = constant({2, 2, 2}, {1, 2, 3, 4, 0, 1, 1, 0});
  BOOST_TEST(close(det(a), constant({2}, {-2, -1}), {.absolute = 4e-16}));
  const auto [sign, log_abs] = slogdet(a);
  BOOST_TEST(close(sign, constant({2}, {-1, -1})));
  BOOST_TEST(close(log_abs, constant({2}, {std::log(2), 0}), {.absolute = 4e-16}));
  const Tensor large = eye(400, -1, float64) * 10.0;
  BOOST_TEST(
      close(slogdet(large).logabsdet, test::scalar(400 * std::log(10)), {.relative = 1e-14}));
  BOOST_TEST(det(ones({2, 0, 0}, float64)).to_vector<double>() == (std::vector<double>{1, 1}));
  const auto [none, infinite] = slogdet(zeros({2, 2}, float64));
  BOOST_TEST(none.item<double>() == 0);
  BOOST_TEST(infinite.item<double>() == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(lstsq_minimises_the_residual) {
  for (const auto& [a_shape, b_shape] : {Shapes{{6, 3}, {6, 2}},
                                         {{3, 6}, {3, 2}},
                                         {{2, 5, 4}, {5, 1}},
                                         {{4, 4}, {4, 1}},
                                         {{0, 4, 2}, {0, 4, 1}}}) {
    const Tensor a = random(a_shape), b = random(b_shape);
    BOOST_TEST(close(lstsq(a, b), matmul(pinv(a), b), {.absolute = 1e-11}));
  }
}

BOOST_AUTO_TEST_CASE(derivatives) {
  check_derivatives([](const Tensor& a, const Tensor& b) { return solve(a, b); },
                    {regular({2, 3, 3}), random({3, 2})});
  check_derivatives([](const Tensor& a) { return inverse(a); }, {regular({2, 3, 3})});
  for (const bool left : {false, true}) {
    for (const bool unit : {false, true}) {
      check_derivatives([&](const Tensor& a,
                            const Tensor& b) { return solve_triangular(a, b, true, left, unit); },
                        {regular({3, 3}), random({2, 3, 3})});
    }
  }
  check_derivatives([](const Tensor& a) { return det(a); }, {random({2, 4, 4})});
  check_derivatives([](const Tensor& a) { return slogdet(a).logabsdet; }, {regular({2, 3, 3})});
  check_derivatives([](const Tensor& a, const Tensor& b) { return lstsq(a, b); },
                    {random({4, 2}), random({4, 2})});
  check_derivatives([](const Tensor& a, const Tensor& b) { return lstsq(a, b); },
                    {random({2, 4}), random({2, 2})});
}

BOOST_AUTO_TEST_CASE(det_of_singular_matrices_has_its_gradient) {
  // of rank 2: the gradient is the matrix of cofactors
  const Tensor a = test::leaf({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensor g = grad(det(a), a);
  BOOST_TEST(close(g, constant({3, 3}, {-3, 6, -3, 6, -12, 6, -3, 6, -3}), {.absolute = 1e-13}));
  const Tensor zero = test::leaf({3, 3}, std::vector<double>(9, 0.0));
  BOOST_TEST(close(grad(det(zero), zero), zeros({3, 3}, float64)));
  const Tensor rank_one = test::leaf({2, 2}, {1, 2, 2, 4});
  check_derivatives([](const Tensor& x) { return det(x); }, {rank_one});
}

BOOST_AUTO_TEST_CASE(threads_may_solve_at_once) {
  const Tensor a = regular({20, 12, 12}), b = random({20, 12, 3});
  const std::vector<double> expected = solve(a, b).to_vector<double>();
  std::vector<std::vector<double>> results(4);
  {
    std::vector<std::jthread> threads;
    threads.reserve(results.size());
    for (auto& result : results) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) result = solve(a, b).to_vector<double>();
      });
    }
  }
  for (const auto& result : results) BOOST_TEST((result == expected));
}

BOOST_AUTO_TEST_CASE(errors) {
  const Tensor singular = constant({2, 2, 2}, {1, 0, 0, 1, 1, 2, 2, 4});
  BOOST_CHECK_EXCEPTION(solve(singular, ones({2, 1}, float64)), NumericError,
                        says("solve: matrix [1] of [2, 2, 2] is singular: pivot 1 is 0"));
  BOOST_CHECK_EXCEPTION(inverse(singular), NumericError,
                        says("inverse: matrix [1] of [2, 2, 2] is singular"));
  BOOST_CHECK_EXCEPTION(
      solve_triangular(zeros({2, 2}), ones({2, 1}), true), NumericError,
      says("solve_triangular: the matrix [2, 2] is singular: element [0, 0] is 0"));
  BOOST_CHECK_EXCEPTION(lstsq(ones({3, 2}), ones({3, 1})), NumericError,
                        says("lstsq: matrix 0 of [3, 2] has not full rank"));
  const Tensor a = test::leaf({2, 2}, {0, 0, 0, 0});
  BOOST_CHECK_THROW(grad(slogdet(a).logabsdet, a), NumericError);
  BOOST_CHECK_EXCEPTION(solve(ones({2, 3}), ones({2, 1})), ShapeError,
                        says("solve: the matrices of [2, 3] are not square"));
  BOOST_CHECK_EXCEPTION(solve(ones({2, 2}), ones({3, 1})), ShapeError,
                        says("solve: sizes differ: a is [2, 2], b is [3, 1]"));
  BOOST_CHECK_EXCEPTION(solve(ones({2, 2, 2}), ones({3, 2, 1})), ShapeError,
                        says("solve: shapes [2] and [3] do not broadcast"));
  BOOST_CHECK_EXCEPTION(solve(ones({2, 2}), ones({2, 1}, float64)), DTypeError,
                        says("solve: a is float32, b is float64"));
  BOOST_CHECK_EXCEPTION(det(ones({2, 2}, bool_)), DTypeError,
                        says("det: the matrix is bool [2, 2]"));
  BOOST_CHECK_EXCEPTION(inverse(Tensor()), ValueError, says("inverse"));
}

BOOST_AUTO_TEST_SUITE_END()
