// Dropout: what is dropped, and how the rest is scaled.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/layers/dropout.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(dropout)

BOOST_AUTO_TEST_CASE(dropout_scales_kept_elements) {
  Generator generator(5);
  const Tensor x = ones({10000}, float64).requires_grad_();
  const Tensor y = nn::dropout(x, 0.25, generator);
  sum(y).backward();
  BOOST_TEST(test::close(x.grad(), y));
  double zeros_seen = 0;
  for (const double value : y.to_vector<double>()) {
    BOOST_TEST((value == 0 || value == 1 / 0.75), value);
    zeros_seen += value == 0;
  }
  BOOST_TEST(std::abs(zeros_seen - 2500) < 4 * std::sqrt(10000 * 0.25 * 0.75));

  const nn::Dropout layer(0.5, generator);
  layer.eval();
  BOOST_TEST(test::close(layer(x), x));
  layer.train();
  BOOST_TEST(test::close(abs(layer(x) - x), ones_like(x)));
  BOOST_TEST(test::close(nn::dropout(x, 0), x));
  BOOST_TEST(test::close(nn::dropout(x, 1), zeros({10000}, float64)));
  BOOST_TEST(layer.description() == "Dropout 0.5");
}

BOOST_AUTO_TEST_CASE(locked_dropout_has_one_mask_for_all_steps) {
  Generator generator(6);
  const Tensor x = ones({5, 30, 40}, float64);
  const Tensor y = nn::locked_dropout(x, 0.25, {}, generator);
  const Tensor first = select(y, 0, 0);
  BOOST_TEST(test::close(y, expand(unsqueeze(first, 0), {5, 30, 40})));
  double zeros_seen = 0;
  for (const double value : first.to_vector<double>()) {
    BOOST_TEST((value == 0 || value == 1 / 0.75), value);
    zeros_seen += value == 0;
  }
  BOOST_TEST(std::abs(zeros_seen - 300) < 4 * std::sqrt(1200 * 0.25 * 0.75));

  const Tensor z = nn::locked_dropout(x, 0.25, {.batch_first = true}, generator);
  BOOST_TEST(test::close(z, expand(unsqueeze(select(z, 1, 7), 1), {5, 30, 40})));
  BOOST_TEST(!test::close(select(z, 0, 0), select(z, 0, 1)));

  // A single sequence begins with time, whatever the layout of batches.
  const Tensor single = nn::locked_dropout(ones({5, 40}), 0.5, {.batch_first = true}, generator);
  BOOST_TEST(test::close(select(single, 0, 0), select(single, 0, 4)));
}

BOOST_AUTO_TEST_CASE(locked_dropout_and_its_module) {
  Generator generator(7);
  test::check_derivatives(
      [](const Tensor& x) {
        Generator same(8);
        return nn::locked_dropout(x, 0.5, {}, same);
      },
      {test::random_leaf({3, 2, 4}, generator)});

  const Tensor x = ones({4, 2, 3});
  const nn::LockedDropout layer(0.5, {.batch_first = true}, generator);
  layer.eval();
  BOOST_TEST(test::close(layer(x), x));
  layer.train();
  BOOST_TEST(test::close(abs(layer(x) - x), ones_like(x)));
  BOOST_TEST(layer.description() == "LockedDropout 0.5, batch first");
  BOOST_TEST(test::close(nn::locked_dropout(x, 0), x));
  BOOST_TEST(test::close(nn::locked_dropout(x, 1), zeros({4, 2, 3})));
  BOOST_TEST(nn::locked_dropout(zeros({0, 2, 3}), 0.5).numel() == 0);
}

BOOST_AUTO_TEST_CASE(dropout_errors) {
  BOOST_CHECK_EXCEPTION(nn::dropout(ones({2}), 1.5), ValueError,
                        test::says("dropout: p is 1.5, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(nn::dropout(ones({2}, int64), 0.5), DTypeError,
                        test::says("dropout: input [2] is int64"));
  BOOST_CHECK_EXCEPTION(nn::dropout_mask({2}, 0.5, int64), DTypeError,
                        test::says("dropout_mask: the mask cannot be int64"));
  BOOST_CHECK_EXCEPTION(nn::LockedDropout(-1), ValueError,
                        test::says("LockedDropout: p is -1, must be in [0, 1]"));
  BOOST_CHECK_EXCEPTION(nn::locked_dropout(ones({2}), 0.5), ShapeError,
                        test::says("locked_dropout: input [2] has 1 axes, expected [time, batch, "
                                   "features], or [time, features] for a single sequence"));
  BOOST_CHECK_EXCEPTION(nn::locked_dropout(ones({2, 2, 2, 2}), 0.5, {.batch_first = true}),
                        ShapeError, test::says("expected [batch, time, features]"));
}

BOOST_AUTO_TEST_SUITE_END()
