// Options in state dicts, and what groups give to schedules.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace test;
using namespace xgrad::optim;
using xgrad::IndexError;
using xgrad::StateDict;
using xgrad::Tensor;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(param_groups)

namespace {

Tensor leaf() {
  return Tensor(array<double>({1}, {1}), true);
}

}  // namespace

BOOST_AUTO_TEST_CASE(load_state_dict_restores_the_options_of_every_group) {
  Adam source({leaf()}, {.lr = 0.5, .betas = {0.8, 0.9}, .eps = 1e-3});
  source.add_param_group({leaf()}, {.weight_decay = 0.25, .amsgrad = true, .maximize = true});
  Adam target({leaf()});
  target.add_param_group({leaf()}, {});
  target.load_state_dict(source.state_dict());
  BOOST_TEST(target.lr(0) == 0.5);
  BOOST_TEST(target.options(0).betas[0] == 0.8);
  BOOST_TEST(target.options(0).betas[1] == 0.9);
  BOOST_TEST(target.options(0).eps == 1e-3);
  BOOST_TEST(!target.options(0).amsgrad);
  BOOST_TEST(target.lr(1) == 1e-3);
  BOOST_TEST(target.options(1).weight_decay == 0.25);
  BOOST_TEST(target.options(1).amsgrad);
  BOOST_TEST(target.options(1).maximize);
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_other_groups_and_other_optimizers) {
  Adam source({leaf()}, {.lr = 0.5});
  source.add_param_group({leaf()}, {});
  const StateDict state = source.state_dict();
  Adam one_group({leaf()});
  BOOST_CHECK_EXCEPTION(one_group.load_state_dict(state), ValueError,
                        says("unexpected: Adam.param_groups.1.amsgrad"));
  AdamW other({leaf()});
  other.add_param_group({leaf()}, {});
  BOOST_CHECK_EXCEPTION(other.load_state_dict(state), ValueError,
                        says("missing: AdamW.param_groups.0.amsgrad"));
  BOOST_TEST(one_group.lr() == 1e-3);
  BOOST_TEST(other.lr() == 1e-3);
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_invalid_options_and_changes_nothing) {
  Adam optimizer({leaf()});
  StateDict state = optimizer.state_dict();
  state.at("Adam.param_groups.0.lr") = Tensor(array<double>({}, {0.5}));
  state.at("Adam.param_groups.0.betas") = Tensor(array<double>({2}, {0.5, 2}));
  BOOST_CHECK_EXCEPTION(optimizer.load_state_dict(state), ValueError,
                        says("Adam: betas[1] = 2 must be at least 0 and below 1"));
  state.at("Adam.param_groups.0.betas") = Tensor(array<float>({2}, {0.5f, 0.5f}));
  BOOST_CHECK_EXCEPTION(optimizer.load_state_dict(state), ValueError,
                        says("different: Adam.param_groups.0.betas is float32 [2] in the state"));
  BOOST_TEST(optimizer.lr() == 1e-3);
  BOOST_TEST(optimizer.options().betas[1] == 0.999);
}

BOOST_AUTO_TEST_CASE(momentum_is_the_momentum_or_the_first_beta_of_a_group) {
  SGD sgd({leaf()}, {.lr = 1});
  sgd.add_param_group({leaf()}, {.lr = 1, .momentum = 0.5});
  BOOST_TEST(sgd.momentum(0).value() == 0);
  BOOST_TEST(sgd.momentum(1).value() == 0.5);
  sgd.set_momentum(0.25, 1);
  BOOST_TEST(sgd.options(1).momentum == 0.25);
  BOOST_TEST(sgd.options(0).momentum == 0);
  AdamW adam({leaf()});
  BOOST_TEST(adam.momentum().value() == 0.9);
  adam.set_momentum(0.5);
  BOOST_TEST(adam.options().betas[0] == 0.5);
  BOOST_CHECK_EXCEPTION(adam.set_momentum(1), ValueError, says("betas[0] = 1 must be"));
  BOOST_CHECK_EXCEPTION(adam.momentum(1), IndexError, says("group 1 of 1"));
}

BOOST_AUTO_TEST_SUITE_END()
