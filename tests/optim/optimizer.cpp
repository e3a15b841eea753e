// What all optimizers share: groups, refused parameters and options, steps as a whole, saved state.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"

using namespace test;
using namespace xgrad::optim;
using xgrad::DTypeError;
using xgrad::GraphError;
using xgrad::IndexError;
using xgrad::StateDict;
using xgrad::Tensor;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(optimizers)

namespace {

Tensor leaf(const std::vector<double>& elements) {
  return Tensor(array<double>({static_cast<Index>(elements.size())}, elements), true);
}

void set_grad(const Tensor& parameter, const std::vector<double>& elements) {
  parameter.set_grad(Tensor(array<double>(parameter.shape(), elements)));
}

// Two steps, with gradients that depend on the step.
void take_steps(Optimizer& optimizer, const std::vector<Tensor>& parameters) {
  for (const double gradient : {0.5, -2.0}) {
    for (const Tensor& parameter : parameters) {
      set_grad(parameter,
               std::vector<double>(static_cast<std::size_t>(parameter.numel()), gradient));
    }
    optimizer.step();
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(groups_have_options_of_their_own) {
  const Tensor a = leaf({1}), b = leaf({1}), c = leaf({1});
  SGD optimizer({a, b}, {.lr = 0.5});
  optimizer.add_param_group({c}, {.lr = 0.25, .weight_decay = 1});
  for (const Tensor& x : {a, b, c}) set_grad(x, {1});
  optimizer.step();
  BOOST_TEST(a.item<double>() == 0.5);
  BOOST_TEST(b.item<double>() == 0.5);
  BOOST_TEST(c.item<double>() == 0.5);  // 1 - 0.25 * (1 + 1)

  Optimizer& any = optimizer;
  any.set_lr(1, 1);
  BOOST_TEST(any.lr(0) == 0.5);
  BOOST_TEST(any.lr(1) == 1);
  optimizer.set_options({.lr = 0}, 0);
  optimizer.step();
  BOOST_TEST(a.item<double>() == 0.5);
  BOOST_TEST(c.item<double>() == -1);  // 0.5 - (1 + 0.5)
  BOOST_CHECK_EXCEPTION(any.lr(2), IndexError, says("group 2 of 2"));
  BOOST_CHECK_EXCEPTION(any.set_lr(0.1, 2), IndexError, says("group 2 of 2"));
  BOOST_CHECK_EXCEPTION(any.set_lr(-1), ValueError, says("SGD: lr = -1 must be at least 0"));
  BOOST_TEST(any.lr(0) == 0);
}

BOOST_AUTO_TEST_CASE(parameters_that_cannot_be_optimized_are_listed) {
  const Tensor a = leaf({1}), b = leaf({2});
  const Tensor whole(array<std::int64_t>({2}, {1, 2}));
  const std::vector<std::pair<std::string, Tensor>> named = {
      {"a", a},           {"whole", whole}, {"b", b},          {"again", a},
      {"none", Tensor()}, {"b", leaf({3})}, {"sum", add(a, b)}};
  const auto says_all = [](const ValueError& error) {
    const std::string message = error.what();
    for (const char* text :
         {"Adam: cannot optimize these parameters", "'whole' is int64 [2]",
          "'again' is the same tensor as 'a'", "'none' is undefined", "'b' is the name of two",
          "'sum' is the result of an operation, not a leaf"}) {
      BOOST_TEST(message.find(text) != message.npos, message);
    }
    return true;
  };
  BOOST_CHECK_EXCEPTION(Adam(named, {}), ValueError, says_all);
  BOOST_CHECK_EXCEPTION(Adam(std::vector<Tensor>{}), ValueError,
                        says("the list of parameters is empty"));

  Adam optimizer({a});
  BOOST_CHECK_EXCEPTION(optimizer.add_param_group({b, a}, {}), ValueError,
                        says("'2' is the same tensor as '0'"));
  BOOST_TEST(optimizer.group_count() == 1);
  optimizer.add_param_group({b}, {});
  BOOST_TEST(optimizer.group_count() == 2);
}

BOOST_AUTO_TEST_CASE(each_step_counts_as_one_write) {
  const Tensor a = leaf({1, 2}), b = leaf({3});
  SGD optimizer({a, b}, {.lr = 0.5});
  const auto version_a = a.array().version(), version_b = b.array().version();
  set_grad(a, {1, 1});
  optimizer.step();
  BOOST_TEST(a.array().version() == version_a + 1);
  BOOST_TEST(b.array().version() == version_b);
}

BOOST_AUTO_TEST_CASE(backward_after_a_step_is_an_error) {
  const Tensor w = leaf({2});
  SGD optimizer({w}, {.lr = 1});
  const Tensor y = square(w);
  set_grad(w, {1});
  optimizer.step();
  BOOST_CHECK_EXCEPTION(y.backward(), GraphError, says("square"));
  BOOST_TEST(w.grad().item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(training_reaches_the_minimum) {
  const Tensor w = leaf({5, -3}), target(array<double>({2}, {1, 2}));
  Adam optimizer({w}, {.lr = 0.1});
  for (int i = 0; i < 400; ++i) {
    optimizer.zero_grad();
    sum(square(sub(w, target))).backward();
    clip_grad_norm_({w}, 1);
    optimizer.step();
  }
  BOOST_TEST(close(w.to_vector<double>()[0], 1, {.absolute = 1e-3}));
  BOOST_TEST(close(w.to_vector<double>()[1], 2, {.absolute = 1e-3}));
}

BOOST_AUTO_TEST_CASE(step_skips_parameters_without_gradient) {
  const Tensor a = leaf({1}), b = leaf({1}), frozen(array<double>({1}, {1}));
  Adam optimizer({a, b, frozen}, {.lr = 0.1, .weight_decay = 0.1});
  set_grad(b, {1});
  optimizer.step();
  BOOST_TEST(a.item<double>() == 1);
  BOOST_TEST(b.item<double>() < 1);
  BOOST_TEST(frozen.item<double>() == 1);
  // The first step of `a` is the first for it, whatever others did before.
  set_grad(a, {1});
  b.set_grad({});
  optimizer.step();
  BOOST_TEST(a.item<double>() == b.item<double>());
}

BOOST_AUTO_TEST_CASE(zero_grad_drops_gradients) {
  const Tensor a = leaf({1}), frozen(array<double>({1}, {1}));
  SGD optimizer({a, frozen}, {.lr = 1});
  set_grad(a, {1});
  optimizer.zero_grad();
  BOOST_TEST(!a.grad().defined());
  optimizer.step();
  BOOST_TEST(a.item<double>() == 1);
}

BOOST_AUTO_TEST_CASE(step_takes_strided_parameters_and_gradients) {
  const Tensor dense(iota({3, 5}), true), strided(awkward(iota({3, 5})), true);
  Adam optimizer({dense, strided});
  const Array gradient = iota({3, 5});
  dense.set_grad(Tensor(awkward(gradient)));
  strided.set_grad(Tensor(gradient));
  optimizer.step();
  BOOST_TEST(values(dense.array()) == values(strided.array()));
  BOOST_TEST(values(dense.array()) != values(iota({3, 5})));
  BOOST_TEST(values(dense.grad().array()) == values(gradient));
}

BOOST_AUTO_TEST_CASE(step_takes_empty_and_scalar_parameters) {
  const Tensor none(array<float>({0, 3}, {}), true), one(array<float>({}, {1}), true);
  RMSprop optimizer({none, one});
  none.set_grad(Tensor(array<float>({0, 3}, {})));
  one.set_grad(Tensor(array<float>({}, {1})));
  optimizer.step();
  BOOST_TEST(one.item<float>() < 1);
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_changes_nothing) {
  const Tensor a = leaf({1}), b = leaf({1});
  Adam optimizer(std::vector<std::pair<std::string, Tensor>>{{"a", a}, {"b", b}});
  take_steps(optimizer, {a, b});
  const double before = a.item<double>();
  const auto version = a.array().version();
  b.replace_storage(array<float>({1}, {1}));
  b.set_grad(Tensor(array<float>({1}, {1})));
  BOOST_CHECK_EXCEPTION(
      optimizer.step(), DTypeError,
      says("Adam: parameter 'b' is float32 [1] now, its state was made for float64 [1]"));
  BOOST_TEST(a.item<double>() == before);
  BOOST_TEST(a.array().version() == version);
}

BOOST_AUTO_TEST_CASE(state_is_saved_by_name_and_continues_exactly) {
  const Tensor w = leaf({1, 2}), b = leaf({3});
  RMSprop first({{{"layer.w", w}, {"b", b}}}, {.momentum = 0.5, .centered = true});
  const StateDict initial = first.state_dict();
  take_steps(first, {w, b});
  const StateDict state = first.state_dict();
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state) names.push_back(name);
  const std::vector<std::string> expected = {"RMSprop.param_groups.0.alpha",
                                             "RMSprop.param_groups.0.centered",
                                             "RMSprop.param_groups.0.eps",
                                             "RMSprop.param_groups.0.lr",
                                             "RMSprop.param_groups.0.maximize",
                                             "RMSprop.param_groups.0.momentum",
                                             "RMSprop.param_groups.0.weight_decay",
                                             "grad_avg.b",
                                             "grad_avg.layer.w",
                                             "momentum_buffer.b",
                                             "momentum_buffer.layer.w",
                                             "square_avg.b",
                                             "square_avg.layer.w",
                                             "step.b",
                                             "step.layer.w"};
  BOOST_TEST(names == expected);
  BOOST_TEST(state.at("step.layer.w").item<std::int64_t>() == 2);

  const Tensor w2 = leaf(w.to_vector<double>()), b2 = leaf(b.to_vector<double>());
  RMSprop second({{{"b", b2}, {"layer.w", w2}}}, {.momentum = 0.5, .centered = true});
  second.load_state_dict(state);
  take_steps(first, {w, b});
  take_steps(second, {w2, b2});
  BOOST_TEST(w.to_vector<double>() == w2.to_vector<double>());
  BOOST_TEST(b.to_vector<double>() == b2.to_vector<double>());
  BOOST_TEST(state.at("step.b").item<std::int64_t>() == 2);  // a copy: later steps do not show

  second.load_state_dict(initial);
  BOOST_TEST(second.state_dict().size() == initial.size());
}

BOOST_AUTO_TEST_CASE(momentum_starts_with_the_gradient_itself) {
  const Tensor p = leaf({0});
  SGD optimizer({p}, {.lr = 1, .momentum = 0.5, .dampening = 0.75});
  set_grad(p, {4});
  optimizer.step();
  BOOST_TEST(p.item<double>() == -4);
  const StateDict state = optimizer.state_dict();
  optimizer.step();
  BOOST_TEST(p.item<double>() == -7);  // 0.5 * 4 + 0.25 * 4 more

  const Tensor q = leaf({-4});
  SGD resumed({q}, {.lr = 1, .momentum = 0.5, .dampening = 0.75});
  resumed.load_state_dict(state);
  set_grad(q, {4});
  resumed.step();
  BOOST_TEST(q.item<double>() == -7);
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_a_mismatch_and_changes_nothing) {
  const Tensor w = leaf({1, 2}), b = leaf({3});
  Adam optimizer(std::vector<std::pair<std::string, Tensor>>{{"w", w}, {"b", b}});
  take_steps(optimizer, {w, b});
  StateDict state = optimizer.state_dict();
  const auto before = values(state.at("exp_avg.w").array());
  state.at("exp_avg.w") = leaf({1, 2, 3});
  state.at("step.w") = leaf({1});
  state.at("exp_avg.b") = Tensor();
  state.erase("exp_avg_sq.b");
  state.emplace("exp_avg.v", leaf({1}));
  const auto says_all = [](const ValueError& error) {
    const std::string message = error.what();
    for (const char* text :
         {"Adam: nothing was loaded, 5 entries of the state do not fit",
          "different: exp_avg.w is float64 [3] in the state, float64 [2] in the optimizer",
          "different: step.w is float64 [1] in the state, int64 [] in the optimizer",
          "undefined: exp_avg.b", "missing: exp_avg_sq.b", "unexpected: exp_avg.v"}) {
      BOOST_TEST(message.find(text) != message.npos, message);
    }
    return true;
  };
  BOOST_CHECK_EXCEPTION(optimizer.load_state_dict(state), ValueError, says_all);
  BOOST_TEST(values(optimizer.state_dict().at("exp_avg.w").array()) == before);
}

BOOST_AUTO_TEST_CASE(load_state_dict_suggests_similar_names) {
  const Tensor w = leaf({1, 2});
  Adam optimizer(std::vector<std::pair<std::string, Tensor>>{{"w", w}});
  take_steps(optimizer, {w});
  StateDict state = optimizer.state_dict();
  state["exp_avg_qs.w"] = state.at("exp_avg_sq.w");
  state.erase("exp_avg_sq.w");
  BOOST_CHECK_EXCEPTION(optimizer.load_state_dict(state), ValueError,
                        test::says("unexpected: exp_avg_qs.w (did you mean 'exp_avg_sq.w'?)"));
}

BOOST_AUTO_TEST_SUITE_END()
