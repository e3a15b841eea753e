// Angles and distances of vectors at their limits; the op table has their values.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/distance.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using test::check_message;
using test::close;
using test::constant;
using test::leaf;
using test::Misuse;

BOOST_AUTO_TEST_SUITE(distances)

using Numbers = std::vector<double>;

BOOST_AUTO_TEST_CASE(cosine_similarity_of_a_zero_vector_is_zero) {
  const Tensor zero = leaf({2}, {0, 0}), x = leaf({2}, {3, 4});
  const Tensor cosine = cosine_similarity(zero, x, 0);
  BOOST_TEST(cosine.item<double>() == 0);
  const std::vector<Tensor> g = grad({cosine}, {zero, x});
  BOOST_TEST(close(g[0], Numbers{0.6e8, 0.8e8}, {.relative = 1e-15}));
  BOOST_TEST(test::values(g[1]) == (Numbers{0, 0}));
}

BOOST_AUTO_TEST_CASE(cosine_similarity_below_eps_divides_by_eps) {
  const Tensor x = leaf({2}, {0.3, 0}), y = constant({2}, {3, 4});
  const Tensor cosine = cosine_similarity(x, y, -1, 0.5);
  BOOST_TEST(close(cosine, 0.36, {.relative = 1e-15}));
  BOOST_TEST(close(grad(cosine, x), Numbers{1.2, 1.6}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(cosine_similarity_is_exact_for_norms_whose_squares_are_representable) {
  const Tensor x = constant({2}, {3e120, 4e120});
  BOOST_TEST(close(cosine_similarity(x, x, 0), 1.0, {.relative = 4e-16}));
  BOOST_TEST(close(cosine_similarity(x, -x, 0), -1.0, {.relative = 4e-16}));
}

BOOST_AUTO_TEST_CASE(cosine_similarity_of_single_elements_is_their_sign) {
  const Tensor x = leaf({2, 1}, {2, 5}), y = constant({2, 1}, {-3, 4});
  const Tensor cosine = cosine_similarity(x, y);
  BOOST_TEST(test::values(cosine) == (Numbers{-1, 1}));
  BOOST_TEST(close(grad(sum(cosine), x), Numbers{0, 0}, {.absolute = 1e-16}));
}

BOOST_AUTO_TEST_CASE(cosine_similarity_counts_axes_after_broadcasting) {
  const Tensor x = constant({2, 2}, {1, 0, 3, 4}), y = constant({2}, {0, 2});
  BOOST_TEST(close(cosine_similarity(x, y, 1), Numbers{0, 0.8}, {.relative = 1e-15}));
  BOOST_TEST(close(cosine_similarity(y, x, -1), Numbers{0, 0.8}, {.relative = 1e-15}));
  BOOST_TEST(close(cosine_similarity(y, x, 0), Numbers{0, std::sqrt(0.5)}, {.relative = 1e-15}));
}

BOOST_AUTO_TEST_CASE(pairwise_distance_of_equal_vectors_has_the_gradient_of_eps) {
  const Tensor x = leaf({2}, {1, 2}), y = constant({2}, {1, 2});
  const double half = std::sqrt(0.5);
  BOOST_TEST(close(grad(pairwise_distance(x, y), x), Numbers{half, half}, {.relative = 1e-9}));
  BOOST_TEST(test::values(grad(pairwise_distance(x, y, 2, 0), x)) == (Numbers{0, 0}));
}

BOOST_AUTO_TEST_CASE(pairwise_distance_takes_every_norm) {
  const Tensor x = constant({1, 2}, {1, 5}), y = constant({2}, {4, 1});
  const auto distance = [&](double p) { return pairwise_distance(x, y, p, 0).item<double>(); };
  BOOST_TEST(distance(0) == 2);
  BOOST_TEST(distance(1) == 7);
  BOOST_TEST(distance(2) == 5);
  BOOST_TEST(distance(std::numeric_limits<double>::infinity()) == 4);
  BOOST_TEST(pairwise_distance(x, y, 2, 0, true).shape() == (Shape{1, 1}));
  BOOST_TEST(pairwise_distance(test::scalar(1), test::scalar(3), 2, 0).item<double>() == 2);
}

BOOST_AUTO_TEST_CASE(distances_name_wrong_operands) {
  const Tensor x = ones({2, 3}), y = ones({4});
  const std::vector<Misuse> misuses = {
      {"cosine_similarity: shapes [2, 3] and [4] do not broadcast",
       [&] { cosine_similarity(x, y); }},
      {"cosine_similarity: axis 1 is out of range for shape [4]", [&] { cosine_similarity(y, y); }},
      {"cosine_similarity: the operands are float32 [2, 3] and float64 [2, 3], expected one "
       "floating type",
       [&] { cosine_similarity(x, to(x, float64)); }},
      {"cosine_similarity: eps is -1, expected 0 or more, and finite",
       [&] { cosine_similarity(x, x, 1, -1); }},
      {"cosine_similarity: eps is nan", [&] { cosine_similarity(x, x, 1, std::nan("")); }},
      {"pairwise_distance: shapes [2, 3] and [4] do not broadcast",
       [&] { pairwise_distance(x, y); }},
      {"pairwise_distance: the operands are int64 [4] and int64 [4], expected one floating type",
       [&] { pairwise_distance(to(y, int64), to(y, int64)); }},
      {"pairwise_distance: p is NaN", [&] { pairwise_distance(x, x, std::nan("")); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
