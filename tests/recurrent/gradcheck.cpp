// Every recurrent module, stacked and in both directions, against differences: first and second
// derivatives through the shipped float64 kernels, and float32 gradients against float64 ones.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/random_tensors.hpp"
#include <algorithm>
#include <cmath>

using namespace xgrad;
using test::random_leaf;

BOOST_AUTO_TEST_SUITE(module_gradcheck)

using Tensors = std::vector<Tensor>;

namespace {

struct Setting {
  const char* cell;
  Index num_layers;
  bool bidirectional;
};

std::ostream& operator<<(std::ostream& stream, const Setting& setting) {
  return stream << setting.cell << ", layers " << setting.num_layers
                << (setting.bidirectional ? ", both directions" : "");
}

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const char* cell : {"RNN", "LSTM", "GRU"}) {
    for (const Index layers : {1, 2}) {
      for (const bool both : {false, true}) all.push_back({cell, layers, both});
    }
  }
  return all;
}

constexpr Index kTime = 3, kBatch = 2, kInput = 2, kHidden = 3;

// Calls `action` with the module of the setting and its inputs: a sequence, h and, for an LSTM, c.
template <class Action>
void with_module(const Setting& setting, DType dtype, const Action& action) {
  Generator generator(5);
  const nn::RecurrentOptions options = {.input_size = kInput,
                                        .hidden_size = kHidden,
                                        .num_layers = setting.num_layers,
                                        .bidirectional = setting.bidirectional,
                                        .dtype = float64};
  const Index states = setting.num_layers * (setting.bidirectional ? 2 : 1);
  Tensors inputs = {random_leaf({kTime, kBatch, kInput}, generator),
                    random_leaf({states, kBatch, kHidden}, generator)};
  const auto run = [&](const auto& module) {
    module.to(dtype);
    for (Tensor& input : inputs) input = to(input.detach(), dtype).requires_grad_();
    action(module, inputs);
  };
  const std::string_view cell = setting.cell;
  if (cell == "RNN") {
    run(nn::RNN(options, generator));
  } else if (cell == "GRU") {
    run(nn::GRU(options, generator));
  } else {
    inputs.push_back(random_leaf({states, kBatch, kHidden}, generator));
    run(nn::LSTM(options, generator));
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(first_derivatives, settings(), setting) {
  with_module(setting, float64, [](const auto& module, const Tensors& inputs) {
    const GradcheckResult result = gradcheck(module, inputs);
    BOOST_TEST(result.ok, result.message);
  });
}

BOOST_DATA_TEST_CASE(second_derivatives, settings(), setting) {
  with_module(setting, float64, [](const auto& module, const Tensors& inputs) {
    const GradcheckResult result = gradgradcheck(module, inputs);
    BOOST_TEST(result.ok, result.message);
  });
}

BOOST_DATA_TEST_CASE(float32_agrees_with_float64, settings(), setting) {
  std::vector<std::vector<double>> gradients[2];
  for (const DType dtype : {float32, float64}) {
    with_module(setting, dtype, [&](const auto& module, const Tensors& inputs) {
      const Tensors outputs = nn::outputs_of(module, inputs);
      Tensor loss = sum(square(outputs[0]));
      for (const Tensor& output : outputs) loss = loss + sum(output);
      Tensors variables = inputs;
      for (const Tensor& parameter : module.parameters()) variables.push_back(parameter);
      for (const Tensor& gradient : grad({loss}, variables)) {
        gradients[dtype == float64].push_back(to(gradient, float64).to_vector<double>());
      }
    });
  }
  for (std::size_t i = 0; i < gradients[0].size(); ++i) {
    double largest = 0;
    for (const double x : gradients[1][i]) largest = std::max(largest, std::abs(x));
    BOOST_TEST(test::close(gradients[0][i], gradients[1][i], {.absolute = 2e-6 * largest}));
  }
}

BOOST_AUTO_TEST_CASE(parameters_are_named_by_their_path) {
  struct Broken : nn::Module<Broken> {
    nn::LSTM lstm =
        register_module("lstm", nn::LSTM({.input_size = 2, .hidden_size = 2, .dtype = float64}));
    Tensor forward(const Tensor& x) const {
      const Tensor weight = lstm.named_parameters()[1].second;
      // The value uses the weight twice, the gradient once.
      return lstm(x).output + sum(narrow(narrow(weight.detach(), 0, 3, 1), 1, 1, 1));
    }
  };
  struct Model : nn::Module<Model> {
    Broken encoder = register_module("encoder", Broken());
    Tensor forward(const Tensor& x) const { return encoder(x); }
  };
  Generator generator(6);
  const Tensor x = test::random_normal({3, 1, 2}, generator);
  const GradcheckResult result = gradcheck(Model(), {x});
  BOOST_TEST(!result);
  BOOST_TEST(result.message.starts_with("encoder.lstm.weight_hh_l0[3, 1]: analytic "),
             result.message);
}

BOOST_AUTO_TEST_CASE(other_modules) {
  Generator generator(7);
  const nn::Linear linear(3, 2, {.dtype = float64});
  BOOST_TEST(gradcheck(linear, {random_leaf({4, 3}, generator)}).ok);
  BOOST_TEST(gradgradcheck(linear, {random_leaf({4, 3}, generator)}).ok);
  const nn::Linear single(3, 2);
  BOOST_CHECK_EXCEPTION(gradcheck(single, {random_leaf({4, 3}, generator)}), DTypeError,
                        [](const DTypeError& error) {
                          return std::string_view(error.what())
                              .starts_with(
                                  "gradcheck: weight [2, 3] is float32, differences need "
                                  "float64\n  hint: cast with to(x, float64); modules "
                                  "with model.to(float64)");
                        });
}

BOOST_AUTO_TEST_SUITE_END()
