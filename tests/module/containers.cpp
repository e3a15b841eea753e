// ModuleList, Lambda and SelectOutput: names, clones, paths in messages, and results.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/containers/lambda.hpp>
#include <xgrad/nn/containers/module_list.hpp>
#include <xgrad/nn/containers/select_output.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/names_of.hpp"
#include "support/random_tensors.hpp"
#include <numeric>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(containers)

namespace {

// A perceptron of any depth.
struct Perceptron : nn::Module<Perceptron> {
  nn::ModuleList<nn::Linear> layers = register_module("layers", nn::ModuleList<nn::Linear>());

  explicit Perceptron(std::initializer_list<Index> sizes) {
    for (auto size = sizes.begin(); size + 1 != sizes.end(); ++size) {
      layers.append(nn::Linear(size[0], size[1], {.dtype = float64}));
    }
  }

  Tensor forward(Tensor x) const {
    for (const nn::Linear& layer : layers) x = tanh(layer(x));
    return x;
  }
};

const nn::RecurrentOptions kSizes = {.input_size = 2, .hidden_size = 3};

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_names_and_runs_its_modules) {
  const Perceptron net({3, 4, 2});
  BOOST_TEST(test::names_of(net) == (std::vector<std::string>{"layers.0.weight", "layers.0.bias",
                                                              "layers.1.weight", "layers.1.bias"}),
             boost::test_tools::per_element());
  Generator generator(1);
  const auto result = gradcheck(net, {test::random_leaf({2, 3}, generator)});
  BOOST_TEST(result.ok, result.message);
  BOOST_TEST(net.to_string() ==
             "Perceptron (\n"
             "  (layers): ModuleList (\n"
             "    (0): Linear 3 -> 4\n"
             "    (1): Linear 4 -> 2\n"
             "  )\n"
             ")");
}

BOOST_AUTO_TEST_CASE(a_list_is_a_range) {
  nn::ModuleList list{nn::Linear(1, 2), nn::Linear(2, 3)};
  const nn::ModuleList<nn::Linear> alias = list;
  list.append(nn::Linear(3, 4));
  BOOST_TEST(alias.size() == 3u);
  BOOST_TEST(!alias.empty());
  BOOST_TEST(nn::ModuleList<nn::Linear>().empty());
  BOOST_TEST(list[0].weight.size(0) == 2);
  BOOST_TEST(list[-1].weight.size(0) == 4);
  BOOST_TEST(std::distance(list.begin(), list.end()) == 3);
  BOOST_TEST(list.begin()->weight.size(1) == 1);
  const Index outputs =
      std::accumulate(list.begin(), list.end(), Index{0},
                      [](Index sum, const nn::Linear& layer) { return sum + layer.bias.size(0); });
  BOOST_TEST(outputs == 9);
  static_assert(std::forward_iterator<nn::ModuleList<nn::Linear>::Iterator>);
  BOOST_CHECK_EXCEPTION(list[3], IndexError,
                        test::says("ModuleList: there is no module 3 among 3"));
  BOOST_CHECK_EXCEPTION(list[-4], IndexError, test::says("no module -4 among 3"));
}

BOOST_AUTO_TEST_CASE(a_clone_of_a_list_has_its_own_modules) {
  const Perceptron net({3, 4, 2});
  Perceptron copy = nn::clone(net);
  for (const Tensor& parameter : copy.parameters()) parameter.set_data(zeros_like(parameter));
  const Tensor x = ones({3}, float64);
  BOOST_TEST(test::close(copy(x), zeros({2}, float64)));
  BOOST_TEST(!test::close(net(x), zeros({2}, float64)));
  copy.layers.append(nn::Linear(2, 5, {.dtype = float64}));
  BOOST_TEST(net.layers.size() == 2u);
  BOOST_TEST(copy(x).shape() == Shape{5});
  copy.replace_module(copy.layers, {nn::Linear(3, 1, {.dtype = float64})});
  BOOST_TEST(copy(x).shape() == Shape{1});
}

BOOST_AUTO_TEST_CASE(messages_show_the_path_through_lists) {
  const Tensor wrong = ones({7}, float64);
  BOOST_CHECK_EXCEPTION(Perceptron({3, 4})(wrong), ShapeError,
                        test::says("model.layers.0 (Linear 3 -> 4): input [7]"));
  BOOST_CHECK_EXCEPTION(nn::clone(Perceptron({3, 4}))(wrong), ShapeError,
                        test::says("model.layers.0 (Linear 3 -> 4): input [7]"));
  struct Nested : nn::Module<Nested> {
    using Rows = nn::ModuleList<nn::ModuleList<nn::Linear>>;
    Rows rows = register_module("rows", Rows{{nn::Linear(1, 1)}, {nn::Linear(2, 2)}});
    Tensor forward(const Tensor& x) const { return rows[1][0](x); }
  };
  BOOST_CHECK_EXCEPTION(Nested()(ones({7})), ShapeError,
                        test::says("model.rows.1.0 (Linear 2 -> 2): input [7]"));
}

BOOST_AUTO_TEST_CASE(several_classes_share_a_list_as_sequentials) {
  const nn::ModuleList<nn::Sequential> list = {nn::Sequential(nn::Linear(2, 3)),
                                               nn::Sequential(nn::Linear(3, 3), nn::ReLU())};
  Tensor x = ones({2});
  for (const auto& block : list) x = block(x);
  BOOST_TEST(x.shape() == Shape{3});
}

BOOST_AUTO_TEST_CASE(a_lambda_is_a_function) {
  const nn::Sequential net(nn::Linear(2, 3),
                           nn::Lambda([](const Tensor& x) { return reshape(x, {-1}); }, "flatten"),
                           nn::Lambda(xgrad::tanh));
  BOOST_TEST(net(ones({4, 2})).shape() == Shape{12});
  BOOST_TEST(net.to_string() ==
             "Sequential (\n"
             "  (0): Linear 2 -> 3\n"
             "  (1): Lambda flatten\n"
             "  (2): Lambda\n"
             ")");
  BOOST_CHECK_EXCEPTION(net(ones({3})), ShapeError, test::says("model.0 (Linear 2 -> 3)"));
  BOOST_CHECK_EXCEPTION(nn::Lambda(nullptr), ValueError,
                        test::says("Lambda: the function is empty"));
  const nn::Lambda wrong([](const Tensor& x) { return reshape(x, {5}); }, "five");
  BOOST_CHECK_EXCEPTION(wrong(ones({3})), ShapeError, test::says("model (Lambda five): reshape"));
}

BOOST_AUTO_TEST_CASE(sequential_takes_a_recurrent_layer) {
  const nn::Sequential net(nn::SelectOutput(nn::LSTM(kSizes)), nn::Linear(3, 4));
  BOOST_TEST(net(ones({5, 2, 2})).shape() == (Shape{5, 2, 4}));
  BOOST_TEST(test::names_of(net)[0] == "0.module.weight_ih_l0");
  BOOST_TEST(net.to_string() ==
             "Sequential (\n"
             "  (0): SelectOutput (\n"
             "    (module): LSTM 2 -> 3\n"
             "  )\n"
             "  (1): Linear 3 -> 4\n"
             ")");
  BOOST_CHECK_EXCEPTION(net(ones({5, 2, 7})), ShapeError,
                        test::says("model.0.module (LSTM 2 -> 3): input [5, 2, 7]"));
  const nn::Sequential copy = nn::clone(net);
  for (const Tensor& parameter : copy.parameters()) parameter.set_data(zeros_like(parameter));
  BOOST_TEST(test::close(copy(ones({5, 2, 2})), zeros({5, 2, 4})));
  BOOST_TEST(!test::close(net(ones({5, 2, 2})), zeros({5, 2, 4})));
}

BOOST_AUTO_TEST_CASE(the_last_step_is_found_in_every_layout) {
  const Tensor x = to(test::recipe(1, {5, 4, 2}), float32);
  const nn::GRU gru(kSizes);
  const nn::SelectOutput last(gru, {.last_step = true});
  BOOST_TEST(last.description() == "SelectOutput last step");
  BOOST_TEST(test::close(last(x), select(gru(x).state.h, 0, 0)));
  BOOST_TEST(test::close(last(select(x, 1, 2)), select(last(x), 0, 2), {.absolute = 1e-7}));

  nn::RecurrentOptions options = kSizes;
  options.batch_first = true;
  const nn::GRU turned(options);
  turned.load_state_dict(gru.state_dict());
  const nn::SelectOutput turned_last(turned, {.last_step = true});
  BOOST_TEST(test::close(turned_last(transpose(x, 0, 1)), last(x)));
  BOOST_TEST(test::close(turned_last(select(x, 1, 2)), last(select(x, 1, 2))));
}

BOOST_AUTO_TEST_CASE(the_first_of_a_tuple_is_an_output_too) {
  struct Twice : nn::Module<Twice> {
    std::pair<Tensor, Tensor> forward(const Tensor& x) const { return {x * 2.0, x}; }
  };
  BOOST_TEST(test::close(nn::SelectOutput(Twice())(ones({3})), full({3}, 2)));
}

BOOST_AUTO_TEST_SUITE_END()
