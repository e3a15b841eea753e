// Factorisations: they reproduce their matrices, over random shapes and batches; derivatives.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/factorize.hpp>
#include <xgrad/autograd/ops/linalg/solve.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(factorize)

namespace {

constexpr test::Tolerance kRounding{.absolute = 2e-13, .relative = 1e-13};

Tensor adjoint(const Tensor& x) {
  return transpose(x, -1, -2);
}

Tensor identities_like(const Tensor& x) {
  return zeros_like(x) + eye(x.shape().back(), -1, x.dtype());
}

Tensor positive(const Tensor& x) {
  return matmul(x, adjoint(x)) + eye(x.shape()[x.rank() - 2], -1, x.dtype());
}

// Random matrices of many shapes, of batches also.
std::vector<Tensor> random_matrices() {
  Generator generator(7);
  std::vector<Tensor> matrices;
  for (const Shape& leading : {Shape{}, Shape{3}, Shape{2, 2}, Shape{0}}) {
    for (const auto& [rows, columns] :
         {std::pair<Index, Index>{1, 1}, {4, 4}, {6, 3}, {3, 6}, {0, 0}, {40, 17}, {2, 0}}) {
      Shape shape = leading;
      shape.push_back(rows);
      shape.push_back(columns);
      matrices.push_back(randn(shape, float64, generator));
    }
  }
  return matrices;
}

void check_derivatives(const CheckedFunction& function, const Shape& shape) {
  Generator generator(3);
  const Tensor x = randn(shape, float64, generator).requires_grad_();
  const GradcheckResult first = gradcheck(function, {x}), second = gradgradcheck(function, {x});
  BOOST_TEST(first.ok, first.message);
  BOOST_TEST(second.ok, second.message);
}

}  // namespace

BOOST_AUTO_TEST_CASE(svd_reproduces_the_matrix) {
  for (const Tensor& x : random_matrices()) {
    const auto [u, s, vh] = svd(x);
    BOOST_TEST(close(matmul(u * unsqueeze(s, -2), vh), x, kRounding));
    const Tensor identity = identities_like(matmul(adjoint(u), u));
    BOOST_TEST(close(matmul(adjoint(u), u), identity, kRounding));
    BOOST_TEST(close(matmul(vh, adjoint(vh)), identity, kRounding));
    BOOST_TEST(sum(s < 0.0).item<int>() == 0);
  }
}

BOOST_AUTO_TEST_CASE(qr_reproduces_the_matrix) {
  for (const Tensor& x : random_matrices()) {
    const auto [q, r] = qr(x);
    BOOST_TEST(close(matmul(q, r), x, kRounding));
    const Tensor product = matmul(adjoint(q), q);
    BOOST_TEST(close(product, identities_like(product), kRounding));
  }
  const Tensor r = qr(test::constant({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 10})).r;
  for (const auto& [row, column] : {std::pair{1, 0}, {2, 0}, {2, 1}}) {
    BOOST_TEST(r[row][column].item<double>() == 0);
  }
}

BOOST_AUTO_TEST_CASE(cholesky_and_eigh_reproduce_the_matrix) {
  for (const Tensor& x : random_matrices()) {
    const Tensor a = positive(x);
    const test::Tolerance rounding{.absolute = 3e-12};
    const Tensor l = cholesky(a);
    BOOST_TEST(close(matmul(l, adjoint(l)), a, rounding));
    const auto [w, v] = eigh(a);
    BOOST_TEST(close(matmul(v * unsqueeze(w, -2), adjoint(v)), a, rounding));
    BOOST_TEST(close(matmul(adjoint(v), v), identities_like(a), kRounding));
  }
}

BOOST_AUTO_TEST_CASE(only_the_lower_triangle_is_read) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor lower = test::constant({2, 2}, {4, 77, 2, 5}),
               full = test::constant({2, 2}, {4, 2, 2, 5});
  BOOST_TEST(close(cholesky(lower), test::constant({2, 2}, {2, 0, 1, 2}), kRounding));
  BOOST_TEST(close(cholesky(test::constant({2, 2}, {4, nan, 2, 5})), cholesky(full)));
  BOOST_TEST(close(eigh(lower).eigenvalues, eigh(full).eigenvalues));
}

BOOST_AUTO_TEST_CASE(pinv_satisfies_the_equations_of_penrose) {
  std::vector<Tensor> matrices = random_matrices();
  matrices.push_back(matmul(test::counted({4, 2}), test::counted({2, 3})));  // of rank 2
  for (const Tensor& x : matrices) {
    const Tensor p = pinv(x), xp = matmul(x, p), px = matmul(p, x);
    const test::Tolerance rounding{.absolute = 1e-11};
    BOOST_TEST(close(matmul(xp, x), x, rounding));
    BOOST_TEST(close(matmul(px, p), p, rounding));
    BOOST_TEST(close(adjoint(xp), xp, rounding));
    BOOST_TEST(close(adjoint(px), px, rounding));
  }
}

BOOST_AUTO_TEST_CASE(matrix_exp_of_special_matrices) {
  const Tensor nilpotent = test::constant({3, 3}, {0, 1, 2, 0, 0, 3, 0, 0, 0});
  BOOST_TEST(close(matrix_exp(nilpotent), test::constant({3, 3}, {1, 1, 3.5, 0, 1, 3, 0, 0, 1}),
                   kRounding));
  const double angle = 20;  // beyond the norm at which squaring starts
  const Tensor rotation = matrix_exp(test::constant({2, 2}, {0, -angle, angle, 0}));
  BOOST_TEST(close(
      rotation,
      test::constant({2, 2}, {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)}),
      kRounding));
  const double inf = std::numeric_limits<double>::infinity();
  BOOST_TEST(std::isnan(matrix_exp(test::constant({1, 1}, {inf})).item<double>()));
}

BOOST_AUTO_TEST_CASE(derivatives) {
  for (const Shape& shape : {Shape{3, 3}, Shape{4, 2}, Shape{2, 4}, Shape{2, 3, 2}}) {
    check_derivatives([](const Tensor& x) { return svd(x).s; }, shape);
    check_derivatives(
        [](const Tensor& x) {
          const auto [u, s, vh] = svd(x);
          return matmul(u * unsqueeze(exp(s), -2), vh);
        },
        shape);
    check_derivatives(
        [](const Tensor& x) {
          const auto [q, r] = qr(x);
          return std::vector<Tensor>{q, r};
        },
        shape);
    check_derivatives([](const Tensor& x) { return pinv(x); }, shape);
    check_derivatives([](const Tensor& x) { return cholesky(positive(x)); }, shape);
  }
  const auto symmetric = [](const Tensor& x) { return x + adjoint(x); };
  check_derivatives([&](const Tensor& x) { return eigh(symmetric(x)).eigenvalues; }, {2, 4, 4});
  check_derivatives(
      [&](const Tensor& x) {
        const Tensor v = eigh(symmetric(x)).eigenvectors;
        return square(v);
      },
      {4, 4});
  check_derivatives([](const Tensor& x) { return square(svd(x).u); }, {4, 3});
  check_derivatives([](const Tensor& x) { return square(svd(x).vh); }, {3, 4});
  check_derivatives([](const Tensor& x) { return matrix_exp(x); }, {2, 3, 3});
  check_derivatives([](const Tensor& x) { return matrix_exp(x * 4.0); }, {3, 3});
}

BOOST_AUTO_TEST_CASE(errors) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor bad = test::constant({2, 2, 2}, {4, 0, 0, 4, 1, 2, 2, 1});
  BOOST_CHECK_EXCEPTION(cholesky(bad), NumericError,
                        says("cholesky: matrix [1] of [2, 2, 2] is not positive definite: its "
                             "leading minor of order 2 is not"));
  const Tensor infinite = test::constant({2, 2}, {1, 2, inf, 4});
  BOOST_CHECK_EXCEPTION(svd(infinite), NumericError,
                        says("svd: the matrix [2, 2] contains inf at [1, 0]"));
  BOOST_CHECK_EXCEPTION(eigh(infinite), NumericError, says("eigh: the matrix [2, 2] contains inf"));
  BOOST_CHECK_EXCEPTION(pinv(infinite), NumericError, says("pinv: the matrix [2, 2] contains inf"));
  BOOST_CHECK_EXCEPTION(cholesky(ones({2, 3})), ShapeError,
                        says("cholesky: the matrices of [2, 3] are not square"));
  BOOST_CHECK_EXCEPTION(svd(ones({3})), ShapeError, says("svd: [3] is no matrix"));
  BOOST_CHECK_EXCEPTION(qr(ones({2, 2}, int64)), DTypeError,
                        says("qr: the matrix is int64 [2, 2], expected float32 or float64"));
  BOOST_CHECK_EXCEPTION(matrix_exp(Tensor()), ValueError, says("matrix_exp"));
}

BOOST_AUTO_TEST_SUITE_END()
