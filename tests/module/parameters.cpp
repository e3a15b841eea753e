// All parameters of a model at once: a function applied to modules, frozen parts, and vectors.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/containers/select_output.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/module/parameter_vector.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/optim/rules/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_AUTO_TEST_CASE(a_function_is_applied_to_children_before_parents) {
  const toy::Tree tree;
  std::string order;
  tree.apply([&](const nn::ModuleBase& module) { order += module.description() + " "; });
  BOOST_TEST(order == "Weight [3] Weight [2] Pair Weight [4] Tree ");
  order.clear();
  tree.apply<toy::Weight>([&](const toy::Weight& module) {
    order += to_string(module.weight.shape());
    module.weight.set_data(zeros_like(module.weight));
  });
  BOOST_TEST(order == "[3][2][4]");
  BOOST_TEST(test::close(tree.head.weight, zeros({4}, float64)));
  BOOST_TEST(test::close(tree.scale, toy::ramp({2, 2})));
}

BOOST_AUTO_TEST_CASE(a_function_is_applied_once_to_a_module_with_two_names) {
  struct Tied : nn::Module<Tied> {
    toy::Weight first = register_module("first", toy::Weight(2));
    toy::Weight second = register_module("second", first);
  };
  int calls = 0;
  const Tied tied;
  tied.apply<toy::Weight>([&](const toy::Weight&) { ++calls; });
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(frozen_parameters_get_no_gradient) {
  Generator generator(2);
  const nn::SelectOutput encoder(
      nn::LSTM({.input_size = 2, .hidden_size = 3, .dtype = float64}, generator));
  const nn::Linear head(3, 1, {.dtype = float64}, generator);
  const nn::Sequential net(encoder, head);
  const Tensor x = test::random_leaf({4, 2, 2}, generator);
  sum(net(x)).backward();
  const Tensor gradient = x.grad(), of_head = head.weight.grad();
  x.set_grad({});
  head.zero_grad();

  encoder.freeze();
  const StateDict before = encoder.state_dict();
  optim::SGD optimizer(net.named_parameters(), {.lr = 0.1, .weight_decay = 0.5});
  sum(net(x)).backward();
  BOOST_TEST(test::close(x.grad(), gradient));
  BOOST_TEST(test::close(head.weight.grad(), of_head));
  for (const Tensor& parameter : encoder.parameters()) BOOST_TEST(!parameter.grad().defined());
  const Tensor old_head = head.weight.tensor().detach() * 1.0;
  optimizer.step();
  BOOST_TEST(!test::close(head.weight, old_head));
  for (const auto& [name, tensor] : encoder.state_dict()) {
    BOOST_TEST(test::close(tensor, before.at(name)));
  }
  net.zero_grad();
  optimizer.zero_grad();
  BOOST_TEST(!head.weight.grad().defined());
  test::check_derivatives([&](const Tensor& input) { return net(input); }, {x});
  const auto of_module = gradcheck(net, {x});
  BOOST_TEST(of_module.ok, of_module.message);

  // A clone is as frozen as its original, and a frozen model learns again.
  BOOST_TEST(!nn::clone(encoder).parameters()[0].requires_grad());
  encoder.unfreeze();
  sum(net(x)).backward();
  optimizer.step();
  for (const auto& [name, tensor] : encoder.state_dict()) {
    BOOST_TEST(!test::close(tensor, before.at(name)));
  }
}

BOOST_AUTO_TEST_CASE(a_model_that_is_frozen_whole_records_nothing) {
  const nn::Linear layer(2, 2);
  layer.freeze();
  BOOST_TEST(!layer(ones({1, 2})).requires_grad());
  layer.to(float64);
  BOOST_TEST(layer.weight.dtype() == float64);
  BOOST_TEST(!layer.weight.tensor().requires_grad());
}

BOOST_AUTO_TEST_CASE(parameters_become_a_vector_and_come_back) {
  const nn::Linear layer(2, 3, {.dtype = float64}), other(2, 3, {.dtype = float64});
  const Tensor vector = nn::parameters_to_vector(layer.parameters());
  BOOST_TEST(vector.shape() == Shape{9});
  BOOST_TEST(test::close(narrow(vector, 0, 6, 3), layer.bias));
  nn::vector_to_parameters(vector, other.parameters());
  BOOST_TEST(test::close(other.weight, layer.weight));
  BOOST_TEST(test::close(other.bias, layer.bias));
  // Every second element of a larger vector.
  const Tensor strided = slice(test::recipe(1, {18}), 0, 0, 18, 2);
  nn::vector_to_parameters(strided, other.parameters());
  BOOST_TEST(test::close(nn::parameters_to_vector(other.parameters()), strided));

  sum(square(vector)).backward();
  BOOST_TEST(test::close(layer.weight.grad(), layer.weight.tensor() * 2.0));
  Generator generator(3);
  test::check_derivatives(
      [](const std::vector<Tensor>& t) { return square(nn::parameters_to_vector(t)); },
      {test::random_leaf({2, 2}, generator), test::random_leaf({}, generator),
       test::random_leaf({0, 3}, generator), test::random_leaf({1}, generator)});
}

BOOST_AUTO_TEST_CASE(vectors_that_do_not_fit) {
  const nn::Linear layer(2, 3);
  const std::vector<Tensor> parameters = layer.parameters();
  const Tensor before = nn::parameters_to_vector(parameters).detach() * 1.0;
  BOOST_CHECK_EXCEPTION(nn::vector_to_parameters(zeros({8}), parameters), ShapeError,
                        test::says("vector_to_parameters: the vector is [8], 2 parameters have 9 "
                                   "elements"));
  BOOST_CHECK_EXCEPTION(nn::vector_to_parameters(zeros({3, 3}), parameters), ShapeError,
                        test::says("the vector is [3, 3]"));
  BOOST_CHECK_EXCEPTION(nn::vector_to_parameters(zeros({9}, float64), parameters), DTypeError,
                        test::says("the vector is float64, a parameter [3, 2] is float32"));
  BOOST_CHECK_EXCEPTION(
      nn::vector_to_parameters(zeros({9}), {layer.weight, layer.bias.tensor() * 2.0}), GraphError,
      test::says("[3] is the result of an operation, no parameter"));
  BOOST_TEST(test::close(nn::parameters_to_vector(parameters), before));
}

BOOST_AUTO_TEST_SUITE_END()
