// Summaries: shapes, parameters and activations of every module, and a model that stays as it was.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/nn/containers/lambda.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/module/summary.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include <sstream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(summaries)

namespace {

struct Model : nn::Module<Model> {
  nn::Embedding embed = register_module("embed", nn::Embedding(10, 4));
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 4, .hidden_size = 3}));
  nn::Dropout dropout = register_module("dropout", nn::Dropout(0.5));
  nn::Linear head = register_module("head", nn::Linear(3, 10));
  nn::Linear unused = register_module("unused", nn::Linear(100, 10));

  std::pair<Tensor, nn::State> forward(const Tensor& text) const {
    auto [output, state] = lstm(embed(text));
    return {head(dropout(output)), state};
  }
};

// Its layer has two names and is called three times; its weights are in one more module.
struct Shared : nn::Module<Shared> {
  nn::Linear first = register_module("first", nn::Linear(2, 2));
  nn::Linear second = register_module("second", first);
  toy::Weight weight = register_module("weight", toy::Weight(3));
  nn::Parameter tied = register_parameter("tied", weight.weight);
  nn::Parameter frozen = register_parameter("frozen", ones({1000}));

  Tensor forward(const Tensor& x) const { return second(first(first(x))); }
};

Tensor text() {
  return tensor({{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 0}});
}

std::vector<std::string> names(const nn::Summary& summary) {
  std::vector<std::string> found;
  for (const nn::ModuleSummary& module : summary.modules) found.push_back(module.name);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_module_has_a_row) {
  const Model model;
  const nn::Summary summary = nn::summary(model, text());
  const std::vector<std::string> expected = {"", "embed", "lstm", "dropout", "head", "unused"};
  BOOST_TEST(names(summary) == expected, boost::test_tools::per_element());
  using Shapes = std::vector<Shape>;
  const std::vector<Shapes> outputs = {{{5, 2, 10}, {1, 2, 3}, {1, 2, 3}},
                                       {{5, 2, 4}},
                                       {{5, 2, 3}, {1, 2, 3}, {1, 2, 3}},
                                       {{5, 2, 3}},
                                       {{5, 2, 10}},
                                       {}};
  const std::vector<Index> parameters = {0, 40, 108, 0, 40, 1010};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const nn::ModuleSummary& module = summary.modules[i];
    BOOST_TEST_CONTEXT(module.name) {
      BOOST_TEST((module.outputs == outputs[i]));
      BOOST_TEST(module.trainable == parameters[i]);
      BOOST_TEST(module.frozen == 0);
      BOOST_TEST(module.calls == (module.name == "unused" ? 0 : 1));
    }
  }
  BOOST_TEST(summary.modules[2].description == "LSTM 4 -> 3");
  BOOST_TEST(summary.trainable() == 1198);
}

BOOST_AUTO_TEST_CASE(shared_modules_and_parameters_count_once) {
  const Shared model;
  Tensor(model.frozen).requires_grad_(false);
  const nn::Summary summary = nn::summary(model, ones({7, 2}));
  const std::vector<std::string> expected = {"", "first", "weight"};
  BOOST_TEST(names(summary) == expected, boost::test_tools::per_element());
  BOOST_TEST(summary.modules[1].calls == 3);
  BOOST_TEST(summary.modules[1].trainable == 6);
  BOOST_TEST(summary.modules[0].trainable == 3);  // the model comes before its child
  BOOST_TEST(summary.modules[2].trainable == 0);
  BOOST_TEST(summary.trainable() == 9);
  BOOST_TEST(summary.frozen() == 1000);
}

BOOST_AUTO_TEST_CASE(activations_are_the_bytes_that_calls_leave_allocated) {
  const Tensor x = ones({64, 16});
  const Index result = 64 * 32 * 4;
  const auto check = [&](const auto& next, Index total) {
    const nn::Summary summary = nn::summary(nn::Sequential(nn::Linear(16, 32), next), x);
    BOOST_TEST(summary.modules[1].activation_bytes == result);
    BOOST_TEST(summary.modules[2].activation_bytes == result);
    BOOST_TEST(summary.modules[0].activation_bytes == total);
    BOOST_TEST(summary.activation_bytes() == total);
  };
  check(nn::Sigmoid(), 2 * result);  // saves its input
  check(nn::Lambda([](const Tensor& y) { return y + 1.0; }), result);

  const nn::LSTM lstm({.input_size = 16, .hidden_size = 32});
  const Index recorded = nn::summary(lstm, unsqueeze(x, 1)).activation_bytes();
  BOOST_TEST(nn::summary(lstm, unsqueeze(x, 1)).activation_bytes() == recorded);  // packed by now
  const NoGrad no_grad;
  const Index results = nn::summary(lstm, unsqueeze(x, 1)).activation_bytes();
  BOOST_TEST(results == result + 2 * 32 * 4);
  BOOST_TEST(recorded > 4 * results);  // the gates of every step
}

BOOST_AUTO_TEST_CASE(the_model_is_as_before) {
  const Model model;
  model.eval();
  model.lstm.train();
  model.dropout.train();
  for (const Tensor& parameter : model.parameters()) parameter.set_grad(ones_like(parameter));
  int calls = 0;
  model.head.register_forward_hook([&](const nn::ModuleBase&, const Tensor&) { ++calls; });
  const std::string numbers = default_generator().state();
  nn::summary(model, text());
  BOOST_TEST(calls == 1);  // hooks run
  BOOST_TEST((default_generator().state() == numbers));
  BOOST_TEST(!model.is_training());
  BOOST_TEST(!model.head.is_training());
  BOOST_TEST(model.lstm.is_training());
  BOOST_TEST(model.dropout.is_training());
  for (const Tensor& parameter : model.parameters()) {
    BOOST_TEST(test::close(parameter.grad(), ones_like(parameter)));
  }

  BOOST_CHECK_EXCEPTION(nn::summary(model, ones({5, 2})), DTypeError, test::says("model.embed"));
  BOOST_TEST(model.dropout.is_training());
  BOOST_TEST(!model.head.is_training());
}

BOOST_AUTO_TEST_CASE(results_of_any_type_are_read) {
  struct Result {
    Tensor logits;
    std::vector<Tensor> tensors() const { return {logits}; }
  };
  struct Opaque {
    Tensor logits;
  };
  struct Own : nn::Module<Own> {
    Result forward(const Tensor& x) const { return {x}; }
  };
  struct Unknown : nn::Module<Unknown> {
    Opaque forward(const Tensor& x) const { return {x}; }
  };
  struct Two : nn::Module<Two> {
    std::tuple<Tensor, std::vector<Tensor>> forward(const Tensor& x) const { return {x, {x, x}}; }
  };
  const Tensor x = ones({3});
  BOOST_TEST((nn::summary(Own(), x).modules[0].outputs == std::vector<Shape>{{3}}));
  BOOST_TEST(nn::summary(Unknown(), x).modules[0].outputs.empty());
  BOOST_TEST(nn::summary(Two(), x).modules[0].outputs.size() == 3u);
  const nn::GRU gru({.input_size = 2, .hidden_size = 3});
  const auto packed = nn::pack_sequence({ones({4, 2}), ones({2, 2})});
  BOOST_TEST(
      (nn::summary(gru, packed).modules[0].outputs == std::vector<Shape>{{6, 3}, {1, 2, 3}}));
}

BOOST_AUTO_TEST_CASE(the_table_has_a_line_for_each_module) {
  nn::Summary summary;
  summary.modules = {{.name = "",
                      .description = "Net",
                      .calls = 1,
                      .outputs = {{2, 3}, {4}},
                      .activation_bytes = 1234567},
                     {.name = "embed",
                      .description = "Embedding 1000 x 4",
                      .calls = 3,
                      .outputs = {{2, 4}},
                      .trainable = 4000,
                      .frozen = 12,
                      .activation_bytes = 999},
                     {.name = "head", .description = "Linear 1 -> 2", .frozen = 100}};
  std::ostringstream stream;
  stream << summary;
  BOOST_TEST(stream.str() ==
             "module  class               output                    parameters  activation bytes\n"
             "model   Net                 [2, 3], [4]                                  1,234,567\n"
             "embed   Embedding 1000 x 4  [2, 4] (3 calls)   4,000 + 12 frozen               999\n"
             "head    Linear 1 -> 2                                 100 frozen        not called\n"
             "total                                         4,000 + 112 frozen         1,234,567");
}

BOOST_AUTO_TEST_SUITE_END()
