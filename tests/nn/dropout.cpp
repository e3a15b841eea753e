// Dropout: what is dropped, and how the rest is scaled.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/dropout.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(dropout)

BOOST_AUTO_TEST_CASE(dropout_scales_what_it_keeps) {
  Generator generator(5);
  const Tensor x = ones({10000}, float64).requires_grad_();
  const Tensor y = nn::dropout(x, 0.25, generator);
  sum(y).backward();
  BOOST_TEST(test::distance(x.grad(), y) == 0);
  double zeros_seen = 0;
  for (const double value : y.to_vector<double>()) {
    BOOST_TEST((value == 0 || value == 1 / 0.75));
    zeros_seen += value == 0;
  }
  BOOST_TEST(std::abs(zeros_seen - 2500) < 4 * std::sqrt(10000 * 0.25 * 0.75));

  const nn::Dropout layer(0.5, generator);
  layer.eval();
  BOOST_TEST(test::distance(layer(x), x) == 0);
  layer.train();
  BOOST_TEST(test::distance(layer(x), x) == 1);
  BOOST_TEST(test::distance(nn::dropout(x, 0), x) == 0);
  BOOST_TEST(test::distance(nn::dropout(x, 1), zeros({10000}, float64)) == 0);
  BOOST_TEST(layer.title() == "Dropout 0.5");
}

BOOST_AUTO_TEST_SUITE_END()
