// Losses of single numbers: values, derivatives, extreme inputs, and errors.
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "loss/golden_losses.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;
using nn::Reduction;

namespace {

using Loss = std::function<Tensor(const Tensor& input, Reduction reduction)>;

void check_against_pytorch(const std::string& name, const Loss& loss) {
  for (const auto& [reduction, suffix] : test::kReductions) {
    const Tensor x = (4 * test::recipe(3, {2, 3})).detach().requires_grad_();
    test::check_loss(name + "_" + suffix, loss(x, reduction), x);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(losses)

BOOST_AUTO_TEST_CASE(mse_l1_and_huber_loss_match_pytorch) {
  const Tensor target = test::recipe(4, {2, 3});
  check_against_pytorch("mse",
                        [&](const Tensor& x, Reduction r) { return nn::mse_loss(x, target, r); });
  check_against_pytorch("l1",
                        [&](const Tensor& x, Reduction r) { return nn::l1_loss(x, target, r); });
  check_against_pytorch(
      "huber_1", [&](const Tensor& x, Reduction r) { return nn::huber_loss(x, target, 1, r); });
  check_against_pytorch(
      "huber_2", [&](const Tensor& x, Reduction r) { return nn::huber_loss(x, target, 2, r); });
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_matches_pytorch) {
  const Tensor target = test::recipe(4, {2, 3}) + 0.5;
  const Tensor weight = test::recipe(5, {2, 1}) + 1, pos_weight = test::recipe(6, {3}) + 1;
  const auto check = [&](const std::string& name, const Tensor& w, const Tensor& p) {
    check_against_pytorch(name, [&](const Tensor& x, Reduction r) {
      return nn::binary_cross_entropy_with_logits(x, target,
                                                  {.reduction = r, .weight = w, .pos_weight = p});
    });
  };
  check("bce", {}, {});
  check("bce_weight", weight, {});
  check("bce_pos_weight", {}, pos_weight);
  check("bce_both", weight, pos_weight);
}

BOOST_AUTO_TEST_CASE(derivatives) {
  Generator generator(4);
  const auto leaf = [&](const Shape& shape) { return test::random_leaf(shape, generator); };
  const std::vector<Tensor> both = {leaf({3, 2}), leaf({3, 2})};
  for (const auto& [reduction, name] : test::kReductions) {
    const Reduction r = reduction;
    test::check_derivatives([r](const Tensor& x, const Tensor& y) { return nn::mse_loss(x, y, r); },
                            both);
    test::check_derivatives([r](const Tensor& x, const Tensor& y) { return nn::l1_loss(x, y, r); },
                            both);
    test::check_derivatives(
        [r](const Tensor& x, const Tensor& y) { return nn::huber_loss(x, y, 0.7, r); }, both);
    test::check_derivatives(
        [r](const std::vector<Tensor>& t) {
          return nn::binary_cross_entropy_with_logits(
              t[0], t[1], {.reduction = r, .weight = t[2], .pos_weight = t[3]});
        },
        {both[0], both[1], leaf({3, 1}), leaf({2})});
  }
}

BOOST_AUTO_TEST_CASE(logits_of_any_size_have_exact_losses) {
  for (const DType dtype : {float32, float64}) {
    const Tensor logits = tensor({1e4, -1e4, 1e4, -1e4, 0.0}, dtype).requires_grad_();
    const Tensor target = tensor({1.0, 0.0, 0.0, 1.0, 1.0}, dtype);
    const Tensor losses =
        nn::binary_cross_entropy_with_logits(logits, target, {.reduction = Reduction::none});
    BOOST_TEST(test::close(losses, tensor({0.0, 0.0, 1e4, 1e4, std::log(2.0)}, float64),
                           {.absolute = 1e-7}));
    sum(losses).backward();
    BOOST_TEST(test::close(logits.grad(), tensor({0.0, 0.0, 1.0, -1.0, -0.5}, float64)));
  }
  // Where an answer is nearly right, the loss and its slope keep all their digits.
  const Tensor sure = tensor({-60.0}, float64).requires_grad_();
  const Tensor loss = nn::binary_cross_entropy_with_logits(sure, zeros({1}, float64));
  loss.backward();
  const double expected = std::exp(-60.0);
  BOOST_TEST(std::abs(loss.item<double>() / expected - 1) < 1e-15);
  BOOST_TEST(std::abs(sure.grad().item<double>() / expected - 1) < 1e-15);
}

BOOST_AUTO_TEST_CASE(huber_loss_is_linear_beyond_delta) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({1e300, -inf, 0.5, 2.0}, float64).requires_grad_();
  const Tensor losses = nn::huber_loss(x, zeros({4}, float64), 2, Reduction::none);
  const std::vector<double> values = losses.to_vector<double>();
  BOOST_TEST(values == (std::vector<double>{2e300, inf, 0.125, 2.0}));
  sum(losses).backward();
  BOOST_TEST(test::close(x.grad(), tensor({2.0, -2.0, 0.5, 2.0}, float64)));
}

BOOST_AUTO_TEST_CASE(shapes) {
  const Tensor x = test::recipe(1, {3, 2}), y = test::recipe(2, {3, 2});
  const Tensor turned = transpose(contiguous(transpose(x, 0, 1)), 0, 1);
  BOOST_TEST(
      test::close(nn::l1_loss(turned, y, Reduction::none), nn::l1_loss(x, y, Reduction::none)));
  BOOST_TEST(test::close(nn::binary_cross_entropy_with_logits(turned, y),
                         nn::binary_cross_entropy_with_logits(x, y)));
  const Tensor nothing = zeros({0, 2});
  BOOST_TEST(nn::l1_loss(nothing, nothing, Reduction::sum).item<float>() == 0);
  BOOST_TEST(std::isnan(nn::huber_loss(nothing, nothing).item<float>()));
  BOOST_TEST(nn::binary_cross_entropy_with_logits(nothing, nothing, {.reduction = Reduction::none})
                 .numel() == 0);
  BOOST_TEST(nn::mse_loss(ones({}), zeros({})).item<float>() == 1);
}

BOOST_AUTO_TEST_CASE(errors) {
  BOOST_CHECK_EXCEPTION(nn::mse_loss(zeros({10, 1}), zeros({10})), ShapeError,
                        test::says("mse_loss: input is [10, 1], target is [10]\n  hint: "
                                   "reshape(target, [10, 1])"));
  BOOST_CHECK_EXCEPTION(nn::l1_loss(zeros({10, 2}), zeros({2})), ShapeError,
                        test::says("l1_loss: input is [10, 2], target is [2]\n  hint: the shapes "
                                   "must be equal; nothing broadcasts here"));
  BOOST_CHECK_EXCEPTION(nn::huber_loss(zeros({2}), zeros({2}), 0), ValueError,
                        test::says("huber_loss: delta is 0, must be positive"));
  const Tensor x = zeros({3, 2});
  BOOST_CHECK_EXCEPTION(
      nn::binary_cross_entropy_with_logits(x, zeros({6})), ShapeError,
      test::says("binary_cross_entropy_with_logits: logits are [3, 2], target is [6]"));
  BOOST_CHECK_EXCEPTION(nn::binary_cross_entropy_with_logits(x, x, {.weight = ones({2, 3, 2})}),
                        ShapeError,
                        test::says("weight [2, 3, 2] does not broadcast to the logits [3, 2]"));
  BOOST_CHECK_EXCEPTION(nn::binary_cross_entropy_with_logits(x, x, {.pos_weight = ones({2, 1, 1})}),
                        ShapeError,
                        test::says("pos_weight [2, 1, 1] does not broadcast to the logits [3, 2]"));
  BOOST_CHECK_EXCEPTION(nn::binary_cross_entropy_with_logits(x, zeros({3, 2}, int64)), DTypeError,
                        test::says("binary_cross_entropy_with_logits: "));
}

BOOST_AUTO_TEST_SUITE_END()
