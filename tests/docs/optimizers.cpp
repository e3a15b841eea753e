// The code that docs/optimizers.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(optimizers_page)

BOOST_AUTO_TEST_CASE(groups_have_options_and_a_state_dict_continues_a_training) {
  const nn::Linear body(4, 8), head(8, 1);
  const auto loss = [&] { return mean(square(head(tanh(body(ones({2, 4})))))); };

  optim::AdamW optimizer(body.parameters(), {.lr = 1e-4});
  optimizer.add_param_group(head.parameters(), {.lr = 1e-3, .weight_decay = 0});

  optimizer.zero_grad();
  loss().backward();
  optim::clip_grad_norm_(head.parameters(), 1.0);
  optimizer.step();

  optimizer.set_lr(5e-4, 1);  // of the second group
  optim::AdamWOptions options = optimizer.options(0);
  options.betas = {0.8, 0.99};
  optimizer.set_options(options, 0);
  BOOST_TEST(optimizer.lr(0) == 1e-4);
  BOOST_TEST(optimizer.lr(1) == 5e-4);

  optim::AdamW resumed(body.parameters());
  resumed.add_param_group(head.parameters(), {});
  resumed.load_state_dict(optimizer.state_dict());
  BOOST_TEST(resumed.lr(1) == 5e-4);
  BOOST_TEST(resumed.options(0).betas[0] == 0.8);
  BOOST_TEST(resumed.state_dict().contains("exp_avg.3"));
}

BOOST_AUTO_TEST_SUITE_END()
