// Reports of gradient flow: advice by the numbers, figure, text and table.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/flow/report.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(flow_report)

namespace {

using Numbers = std::vector<double>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Multiplied by the factor at each step back from the last, where it is 8.
Numbers changing(double factor, int steps = 200) {
  Numbers norms;
  for (int t = 0; t < steps; ++t) norms.push_back(8 * std::pow(factor, steps - 1 - t));
  return norms;
}

// A report of one layer, forward, with the Jacobians of h.
nn::FlowReport report_of(const Numbers& jacobian, std::vector<nn::GateFlow> gates = {}) {
  nn::FlowReport report;
  report.title = "RNN 2 -> 64";
  report.layers.push_back({0, 0, {{"h", Numbers(jacobian.size(), 1), jacobian}}, std::move(gates)});
  report.cell = {.has_product = true};
  return report;
}

}  // namespace

BOOST_AUTO_TEST_CASE(advice_on_vanishing_gradients_depends_on_the_cell) {
  nn::FlowReport report = report_of(changing(0.7));
  BOOST_TEST(report.advice() ==
             "The gradient vanishes in layer 0: ||dh_T/dh_t|| falls from 8 at step 199 to 1.2e-30 "
             "at step 0, by a factor of 0.7 at each step, and less than a thousandth is left 20 "
             "steps back; try nn::init::orthogonal_recurrent(layer), or an LSTM or GRU.");
  report.spectral_radii = {{"weight_hh_l0", 0.58}};
  BOOST_TEST(
      report.advice().ends_with("try nn::init::orthogonal_recurrent(layer) (the spectral radius "
                                "is now 0.58), or an LSTM or GRU."));
  report.spectral_radii = {{"weight_hh_l0", 1.0}};
  BOOST_TEST(
      report.advice().ends_with("try an LSTM or GRU, for the recurrent weights do what they "
                                "can: their spectral radius is 1."));
  report.cell = std::nullopt;
  report.spectral_radii.clear();
  BOOST_TEST(
      report.advice().ends_with("try nn::init::chrono(cell, 200) if the cell has gates, else "
                                "nn::init::orthogonal_recurrent(cell)."));
}

// Those of the library are asked in flow_of_every_layer.cpp.
BOOST_AUTO_TEST_CASE(advice_for_custom_cells) {
  const auto told = [](const nn::FlowCell& cell) {
    nn::FlowReport report = report_of(changing(0.7));
    report.cell = cell;
    const std::string advice = report.advice();
    return advice.substr(advice.find(';'));
  };
  using Biases = nn::FlowCell::Biases;
  nn::FlowCell cell = {.gates = {{"f", true}, {"i", false}}};
  const std::string moved = "to raise the bias of f and lower that of i by up to log(T) = 5.3.";
  BOOST_TEST(told(cell) == "; try nn::init::chrono(layer, 200), " + moved);
  cell.biases = Biases::left_out;
  BOOST_TEST(told(cell) == "; with .bias = true, try nn::init::chrono(layer, 200), " + moved);
  cell.gates = {{"", true}, {"", false}};
  cell.biases = Biases::there;
  BOOST_TEST(told(cell) ==
             "; try nn::init::chrono(layer, 200), to move the biases of its gates by up to log(T) "
             "= 5.3.");
  cell = {.gates = {{"a", true}, {"b", true}, {"", false}}, .biases = Biases::none};
  BOOST_TEST(told(cell) == "; raise the bias of a, b by up to log(T) = 5.3.");
  BOOST_TEST(told({}) == "; try an LSTM or GRU.");
}

BOOST_AUTO_TEST_CASE(advice_on_exploding_gradients_is_clipping) {
  BOOST_TEST(report_of(changing(1.1)).advice() ==
             "The gradient explodes in layer 0: ||dh_T/dh_t|| grows from 8 at step 199 to 1.4e+09 "
             "at step 0, by a factor of 1.1 at each step; clip it with optim::clip_grad_norm_, and "
             "begin with nn::init::orthogonal_recurrent(layer).");
  Numbers hill = changing(1.1);
  for (std::size_t t = 0; t < 100; ++t) hill[t] = 0;
  BOOST_TEST(report_of(hill).advice().find("to 1e+05 at step 100") != std::string::npos);
  Numbers overflow = changing(2);
  overflow[3] = overflow[2] = kInfinity;
  BOOST_TEST(report_of(overflow).advice().find(
                 "grows from 8 at step 199 to inf at step 3, by a factor of 2 "
                 "at each step; clip") != std::string::npos);
  overflow.back() = kInfinity;
  BOOST_TEST(report_of(overflow).advice().find("||dh_T/dh_t|| is not finite; clip") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_advice_where_nothing_is_wrong) {
  for (const double factor : {0.98, 1.0, 1.01})
    BOOST_TEST(report_of(changing(factor)).advice() == "");
  BOOST_TEST(report_of({8}).advice() == "");
  BOOST_TEST(report_of({}).advice() == "");
  BOOST_TEST(nn::FlowReport().advice() == "");
}

BOOST_AUTO_TEST_CASE(memory_length_is_that_of_the_best_state) {
  nn::FlowReport report = report_of(changing(0.7));
  Numbers carousel = changing(0.99);
  carousel.back() = kNone;
  report.layers[0].states.push_back({"c", carousel, carousel});
  BOOST_TEST(report.advice() == "");
  report.layers[0].states[1].jacobian = changing(0.8);
  report.layers[0].states[1].jacobian.back() = kNone;
  BOOST_TEST(report.advice().find("||dh_T/dc_t|| falls from 6.4 at step 198") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(advice_without_jacobians_uses_gradients) {
  nn::FlowReport report = report_of(Numbers(50, kNone));
  BOOST_TEST(report.advice() == "");
  report.layers[0].states[0].gradient = changing(0.5, 50);
  BOOST_TEST(report.advice().find("||dL/dh_t|| falls from 8 at step 49") != std::string::npos);
  for (std::size_t t = 0; t < 10; ++t) report.layers[0].states[0].gradient[t] = 0;
  BOOST_TEST(report.advice().find("to 0 at step 0, by a factor of 0.5 at each step, and less "
                                  "than a thousandth is left 10 steps") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_worst_layer_and_direction_is_named) {
  nn::FlowReport report = report_of(changing(0.9));
  Numbers backward = changing(0.8);
  std::reverse(backward.begin(), backward.end());
  report.layers.push_back({1, 1, {{"h", backward, backward}}, {}});
  BOOST_TEST(
      report.advice().starts_with("The gradient vanishes in layer 1, backward: "
                                  "||dh_T/dh_t|| falls from 8 at step 0 to 4.1e-19 at step "
                                  "199, by a factor of 0.8"));
  report.layers.push_back({2, 0, {{"h", changing(2), changing(2)}}, {}});
  BOOST_TEST(report.advice().starts_with("The gradient explodes in layer 2: "));
}

BOOST_AUTO_TEST_CASE(figures_show_what_was_measured) {
  nn::FlowReport report = report_of(changing(0.9), {{"z", Numbers(200, 0.25)}});
  nn::plot::Figure figure = report.figure();
  BOOST_TEST(figure.title == "RNN 2 -> 64");
  BOOST_TEST_REQUIRE(figure.panels.size() == 3u);
  BOOST_TEST(figure.panels[0].lines[0].name == "dL/dh");
  BOOST_TEST(figure.panels[1].lines[0].name == "dh_T/dh");
  BOOST_TEST(figure.panels[2].lines[0].name == "gate z");

  report.layers.push_back({0, 1, {{"h", {1, 2}, {kNone, kNone}}}, {}});
  report.layers.push_back({1, 0, {{"h", {kNone, kNone}, {kNone, kNone}}}, {}});
  figure = report.figure();
  BOOST_TEST(figure.panels[0].lines.size() == 2u);
  BOOST_TEST(figure.panels[0].lines[1].name == "dL/dh, layer 0, backward");
  BOOST_TEST(figure.panels[1].lines.size() == 1u);
  report.exact = false;
  BOOST_TEST(report.figure().panels[1].title.ends_with(", estimated"));
}

BOOST_AUTO_TEST_CASE(a_chart_lists_scalar_figures_last) {
  nn::FlowReport report = report_of(changing(0.9));
  report.spectral_radii = {{"weight_hh_l0", 0.58123}};
  report.updates = {{"weight_ih_l0", 0.00123456}};
  const std::string chart = report.chart();
  BOOST_TEST(chart.starts_with("RNN 2 -> 64\n"));
  BOOST_TEST(
      chart.ends_with("\nspectral radius\n"
                      "  weight_hh_l0             0.581\n"
                      "\n||change|| / ||weight||\n"
                      "  weight_ih_l0             0.00123\n"));
}

BOOST_AUTO_TEST_CASE(tables_have_a_row_for_each_step) {
  nn::FlowReport report;
  BOOST_TEST(report.csv() == "layer,direction,time\n");
  report.layers.push_back({0,
                           0,
                           {{"h", {1e-30, 0.1}, {0, kInfinity}}, {"c", {2, kNone}, {3, kNone}}},
                           {{"f", {0.5, 1}}}});
  report.layers.push_back({0, 1, {{"h", {1}, {kNone}}, {"c", {kNone}, {kNone}}}, {{"f", {0}}}});
  const std::string expected =
      "layer,direction,time,gradient_h,jacobian_h,gradient_c,jacobian_c,saturated_f\n"
      "0,0,0,1e-30,0,2,3,0.5\n"
      "0,0,1,0.1,inf,,,1\n"
      "0,1,0,1,,,,0\n";
  BOOST_TEST(report.csv() == expected);

  report.layers = {{0, 0, {{"h", {1}, {2}}}, {{"z", {0.5}}}},
                   {1, 0, {{"h", {3}, {4}}, {"c", {5}, {6}}}, {{"f", {1}}}}};
  BOOST_TEST(report.csv() ==
             "layer,direction,time,gradient_h,jacobian_h,saturated_z,gradient_c,jacobian_c,"
             "saturated_f\n"
             "0,0,0,1,2,0.5,,,\n"
             "1,0,0,3,4,,5,6,1\n");
}

BOOST_AUTO_TEST_CASE(reports_are_written_to_files) {
  nn::FlowReport report;
  report.layers.push_back({0, 0, {{"h", {1, 0.1}, {1, 0.5}}}, {}});
  const test::TemporaryDirectory directory;
  report.write_csv(directory / "flow.csv");
  BOOST_TEST(test::read_bytes(directory / "flow.csv") == report.csv());
  report.write_svg(directory / "flow.svg");
  BOOST_TEST(test::read_bytes(directory / "flow.svg") == report.figure().svg());
  BOOST_CHECK_THROW(report.write_csv(directory / "nowhere/flow.csv"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()
