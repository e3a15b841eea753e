// A reset at step 0 replaces the given state forward in time, and changes nothing backward.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(reset_at_step_zero)

BOOST_AUTO_TEST_CASE(the_backward_direction_keeps_the_state_after_step_zero) {
  const nn::GRU gru({.input_size = 2, .hidden_size = 3, .bidirectional = true, .dtype = float64});
  const Tensor x = randn({4, 1, 2}, float64);
  const nn::State given{.h = randn({2, 1, 3}, float64)};
  const Tensor first = tensor({{true}, {false}, {false}, {false}});
  const auto with = gru(x, given, nn::Sequences{.reset = first});
  const auto without = gru(x, given);
  const auto anew = gru(x);
  using test::close;
  BOOST_TEST(close(select(with.state.h, 0, 1), select(without.state.h, 0, 1)));
  BOOST_TEST(close(select(with.state.h, 0, 0), select(anew.state.h, 0, 0)));
  BOOST_TEST(!close(select(with.state.h, 0, 0), select(without.state.h, 0, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
