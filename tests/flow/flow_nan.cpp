// A NaN that arrives in a recurrent layer: named in the chart, the table and the advice.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(flow_nan)

namespace {

// A root of negative numbers: its derivative is NaN.
nn::FlowReport report_of(const nn::RecurrentBase& layer, const Tensor& output, Index time,
                         const nn::GradientFlow& flow) {
  (void)layer;
  mean(sqrt(select(output, 0, time) - 5.0)).backward();
  return flow.report();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

struct Head : nn::Module<Head> {
  Tensor forward(const Tensor& x) const { return sqrt(x - 5.0); }
};

struct Model : nn::Module<Model> {
  nn::GRU gru = register_module("gru", nn::GRU({.input_size = 2, .hidden_size = 3}));
  Head head = register_module("head", Head());
  Tensor forward(const Tensor& x) const { return head(select(gru(x).output, 0, -1)); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(advice_names_the_nan_that_arrives_at_the_last_step) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(layer);
  const nn::FlowReport report = report_of(layer, layer(randn({4, 2, 2})).output, -1, flow);
  BOOST_TEST(report.nan_origin == "the backward pass of 'sqrt'");
  BOOST_TEST(
      report.advice() ==
      "The gradient that arrives at step 3, the last, of layer 0 is NaN: it comes from behind "
      "the layer, where the backward pass of 'sqrt' gave the first NaN; look there for a "
      "logarithm, root or quotient outside its domain.");
}

BOOST_AUTO_TEST_CASE(advice_names_the_module_of_the_nan) {
  const Model model;
  const nn::GradientFlow flow(model.gru);
  mean(model(randn({4, 2, 2}))).backward();
  BOOST_TEST(flow.report().nan_origin == "the backward pass of 'sqrt' in model.head (Head)");
}

BOOST_AUTO_TEST_CASE(advice_names_an_earlier_step_and_the_backward_direction) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3, .bidirectional = true});
  const nn::GradientFlow flow(layer);
  const nn::FlowReport report = report_of(layer, layer(randn({4, 2, 2})).output, 1, flow);
  BOOST_TEST(
      report.advice().starts_with("The gradient that arrives at step 1 of layer 0, backward"));
}

BOOST_AUTO_TEST_CASE(advice_without_jacobians_blames_what_is_behind_only_for_nan_that_arrived) {
  const double nan = std::numeric_limits<double>::infinity(), none = std::nan("");
  const auto advice = [&](std::vector<double> gradient, std::vector<bool> is_nan) {
    const std::vector<double> jacobian(gradient.size(), none);
    const nn::StateFlow h = {"h", std::move(gradient), jacobian, std::move(is_nan)};
    nn::FlowReport report;
    report.layers = {{0, 0, {h}, {}}};
    return report.advice();
  };
  // From step 2, whose gradient was finite, back to step 1.
  const std::string made = advice({nan, nan, 0.5, 1}, {true, true});
  BOOST_TEST(!holds(made, "from behind the layer"), made);
  const std::string last = advice({nan, nan, nan, nan}, {true, true, true, true});
  BOOST_TEST(holds(last, "arrives at step 3, the last, of layer 0 is NaN: it comes from behind"),
             last);
  const std::string earlier = advice({nan, nan, 0, 0}, {true, true});
  BOOST_TEST(holds(earlier, "arrives at step 1 of layer 0 is NaN: it comes from behind"), earlier);
}

BOOST_AUTO_TEST_CASE(nan_origin_is_no_operation_where_the_gradient_given_is_nan) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(layer);
  const Tensor output = layer(randn({4, 2, 2})).output;
  output.backward(full(output.shape(), std::numeric_limits<double>::quiet_NaN()));
  BOOST_TEST(flow.report().nan_origin == "");
  BOOST_TEST(holds(flow.report().advice(), "is NaN: it comes from behind the layer; look"),
             flow.report().advice());
}

BOOST_AUTO_TEST_CASE(the_chart_draws_nan_as_nan) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(layer);
  const nn::FlowReport report = report_of(layer, layer(randn({4, 2, 2})).output, -1, flow);
  const std::string chart = report.chart();
  BOOST_TEST(holds(chart, "    NaN |*"), chart);
  BOOST_TEST(!holds(chart, "inf |"), chart);
  BOOST_TEST(holds(chart, "first NaN\n  the backward pass of 'sqrt'"), chart);
  BOOST_TEST(holds(report.csv(), "0,0,3,nan,"), report.csv());
  BOOST_TEST(holds(report.figure().svg(), ">NaN<"));
}

BOOST_AUTO_TEST_CASE(nothing_is_named_without_nan) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(layer);
  mean(layer(randn({4, 2, 2})).output).backward();
  const nn::FlowReport report = flow.report();
  BOOST_TEST(report.nan_origin == "");
  BOOST_TEST(!holds(report.chart(), "NaN"));
  BOOST_TEST(!holds(report.csv(), "nan"));
}

BOOST_AUTO_TEST_CASE(a_later_pass_without_nan_clears_it) {
  const nn::RNN layer({.input_size = 2, .hidden_size = 3});
  const nn::GradientFlow flow(layer);
  const Tensor output = layer(randn({4, 2, 2})).output;
  const Tensor first = mean(sqrt(output - 5.0)), second = mean(output);
  first.backward({}, {.retain_graph = true});
  BOOST_TEST(flow.report().nan_origin != "");
  second.backward({}, {.retain_graph = true});
  BOOST_TEST(flow.report().nan_origin == "");
  BOOST_TEST(!holds(flow.report().chart(), "NaN"));
}

BOOST_AUTO_TEST_SUITE_END()
