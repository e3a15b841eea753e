// Margin losses and losses of vectors: at the margin, for extreme inputs and for zero vectors.
//
// Gradients at the margin are those of torch.nn.functional 1.13.1 in float64.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss/margin.hpp>
#include <xgrad/nn/loss/similarity.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using nn::Reduction;
using test::close, test::constant, test::leaf, test::values;

BOOST_AUTO_TEST_SUITE(margin_losses)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Reduction none = Reduction::none;

using Numbers = std::vector<double>;

}  // namespace

BOOST_AUTO_TEST_CASE(labels_may_be_floating_or_int64) {
  const Tensor x = constant({4}, {0.5, -2, 0.25, 3});
  const Tensor whole = tensor({1, -1, -1, 1}), labels = to(whole, float64);
  BOOST_TEST(close(nn::hinge_loss(x, whole), nn::hinge_loss(x, labels)));
  BOOST_TEST(close(nn::soft_margin_loss(x, whole), nn::soft_margin_loss(x, labels)));
  BOOST_TEST(close(nn::hinge_embedding_loss(x, whole), nn::hinge_embedding_loss(x, labels)));
  BOOST_TEST(close(nn::margin_ranking_loss(x, -x, whole), nn::margin_ranking_loss(x, -x, labels)));
  const Tensor row = reshape(x, {4, 1});
  BOOST_TEST(close(nn::cosine_embedding_loss(row, row, whole),
                   nn::cosine_embedding_loss(row, row, labels)));
}

BOOST_AUTO_TEST_CASE(labels_of_masked_losses_are_not_checked) {
  const Tensor x = constant({2}, {0.5, kNaN}), target = constant({2}, {1, kNaN});
  const Tensor mask = tensor({true, false});
  BOOST_TEST(nn::hinge_loss(x, target, 1, {.mask = mask}).item<double>() == 0.5);
  BOOST_TEST(nn::hinge_loss(x, tensor({1, 0}), 1, {.mask = mask}).item<double>() == 0.5);
}

BOOST_AUTO_TEST_CASE(hinge_losses_have_the_derivative_from_inside_at_the_margin) {
  const Tensor x = leaf({2}, {1, 2}), y = constant({2}, {-1, -1});
  BOOST_TEST(values(grad(nn::hinge_embedding_loss(x, y, 1, {.reduction = Reduction::sum}), x)) ==
             (Numbers{-1, 0}));
  BOOST_TEST(values(grad(nn::hinge_loss(x, -y, 1, {.reduction = Reduction::sum}), x)) ==
             (Numbers{-1, 0}));
  const Tensor a = leaf({2}, {1, 1}), b = leaf({2}, {1, 1});
  const Tensor loss =
      nn::margin_ranking_loss(a, b, tensor({1, -1}), 0, {.reduction = Reduction::sum});
  const std::vector<Tensor> g = grad({loss}, {a, b});
  BOOST_TEST(values(g[0]) == (Numbers{-1, 1}));
  BOOST_TEST(values(g[1]) == (Numbers{1, -1}));
}

BOOST_AUTO_TEST_CASE(multi_margin_loss_has_the_derivative_zero_at_the_margin) {
  const Tensor x = leaf({1, 3}, {2, 1, 5});
  const Tensor loss = nn::multi_margin_loss(x, tensor({0}));
  BOOST_TEST(close(loss, 4.0 / 3, {.relative = 1e-15}));
  BOOST_TEST(close(grad(loss, x), Numbers{-1.0 / 3, 0, 1.0 / 3}, {.absolute = 1e-15}));
}

BOOST_AUTO_TEST_CASE(multi_margin_loss_of_one_class_is_zero) {
  const Tensor x = leaf({2, 1}, {2, kInfinity});
  const Tensor loss = nn::multi_margin_loss(x, tensor({0, 0}));
  BOOST_TEST(loss.item<double>() == 0);
  BOOST_TEST(values(grad(loss, x)) == (Numbers{0, 0}));
}

BOOST_AUTO_TEST_CASE(multi_margin_loss_ignores_rows_as_cross_entropy) {
  const Tensor x = leaf({3, 2}, {1, 2, kNaN, kNaN, 0, 0});
  const Tensor losses = nn::multi_margin_loss(x, tensor({0, -100, 1}), {.reduction = none});
  BOOST_TEST(values(losses) == (Numbers{1, 0, 0.5}));
  const Tensor mean = nn::multi_margin_loss(x, tensor({0, 7, 1}), {.ignore_index = 7});
  BOOST_TEST(mean.item<double>() == 0.75);
  BOOST_TEST(values(grad(mean, x)) == (Numbers{-0.25, 0.25, 0, 0, 0.25, -0.25}));
}

BOOST_AUTO_TEST_CASE(soft_margin_loss_is_finite_for_all_finite_inputs) {
  // PyTorch: exp(1000) overflows, and the loss is inf.
  const Tensor x = leaf({3}, {1000, -1000, -1000});
  const Tensor losses = nn::soft_margin_loss(x, tensor({1, 1, -1}), {.reduction = none});
  BOOST_TEST(values(losses) == (Numbers{0, 1000, 0}));
  BOOST_TEST(values(grad(sum(losses), x)) == (Numbers{0, -1, 0}));
}

BOOST_AUTO_TEST_CASE(cosine_embedding_loss_of_zero_vectors_takes_the_cosine_for_zero) {
  const Tensor a = leaf({2, 2}, {0, 0, 0, 0}), b = leaf({2, 2}, {0, 0, 1, 0});
  const Tensor losses = nn::cosine_embedding_loss(a, b, tensor({1, -1}), 0, {.reduction = none});
  BOOST_TEST(values(losses) == (Numbers{1, 0}));
  const std::vector<Tensor> g = grad({sum(losses)}, {a, b});
  BOOST_TEST(close(g[0], tensor({{0.0, 0.0}, {1e6, 0.0}}, float64), {.relative = 1e-12}));
  BOOST_TEST(close(g[1], tensor({{0.0, 0.0}, {0.0, 0.0}}, float64)));
}

BOOST_AUTO_TEST_CASE(cosine_embedding_loss_is_exact_for_norms_whose_squares_are_representable) {
  // PyTorch: the product of the squared norms overflows, and the loss is 1.
  const Tensor a = constant({1, 2}, {3e120, 4e120});
  BOOST_TEST(close(nn::cosine_embedding_loss(a, a, tensor({1})), 0.0, {.absolute = 4e-16}));
  BOOST_TEST(close(nn::cosine_embedding_loss(a, -a, tensor({1})), 2.0, {.relative = 4e-16}));
}

BOOST_AUTO_TEST_CASE(cosine_embedding_loss_has_the_derivative_from_inside_at_the_margin) {
  const Tensor a = leaf({2}, {1, 0}), b = leaf({2}, {0, 1});
  const Tensor loss = nn::cosine_embedding_loss(a, b, tensor(-1));
  BOOST_TEST(loss.item<double>() == 0);
  const std::vector<Tensor> g = grad({loss}, {a, b});
  BOOST_TEST(close(g[0], tensor({0.0, 1.0}, float64), {.absolute = 2e-12}));
  BOOST_TEST(close(g[1], tensor({1.0, 0.0}, float64), {.absolute = 2e-12}));
}

BOOST_AUTO_TEST_CASE(triplet_margin_loss_of_equal_vectors_has_finite_gradients_as_pytorch) {
  const double half = std::sqrt(0.5);
  const Tensor a = leaf({2}, {1, 2}), p = leaf({2}, {1, 2}), n = leaf({2}, {1, 2});
  for (const double eps : {1e-6, 0.0}) {
    const Tensor loss = nn::triplet_margin_loss(a, p, n, {.eps = eps});
    BOOST_TEST(loss.item<double>() == 1);
    const std::vector<Tensor> g = grad({loss}, {a, p, n});
    const double slope = eps > 0 ? half : 0;
    BOOST_TEST(close(g[0], Numbers{0, 0}));
    BOOST_TEST(close(g[1], Numbers{-slope, -slope}, {.relative = 1e-9}));
    BOOST_TEST(close(g[2], Numbers{slope, slope}, {.relative = 1e-9}));
  }
}

BOOST_AUTO_TEST_CASE(triplet_margin_loss_swaps_the_anchor_where_the_positive_is_closer) {
  const Tensor a = leaf({2}, {0, 0}), p = leaf({2}, {3, 0}), n = leaf({2}, {4, 0});
  const Tensor loss = nn::triplet_margin_loss(a, p, n, {.eps = 0, .swap = true});
  BOOST_TEST(loss.item<double>() == 3);
  const std::vector<Tensor> g = grad({loss}, {a, p, n});
  BOOST_TEST(values(g[0]) == (Numbers{-1, 0}));
  BOOST_TEST(values(g[1]) == (Numbers{2, 0}));
  BOOST_TEST(values(g[2]) == (Numbers{-1, 0}));
  const double largest =
      nn::triplet_margin_loss(a, constant({2}, {3, 5}), n, {.p = kInfinity, .eps = 0})
          .item<double>();
  BOOST_TEST(largest == 2);
}

BOOST_AUTO_TEST_SUITE_END()
