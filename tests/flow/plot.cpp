// Plots over time steps: what stands where, in letters and in SVG.
#include <xgrad/nn/flow/plot/plot.hpp>

#include <boost/test/unit_test.hpp>

#include "flow/svg.hpp"
#include <cmath>
#include <limits>

using namespace xgrad::nn::plot;
using test::malformed;
using test::occurrences;

BOOST_AUTO_TEST_SUITE(plots)

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Falls by a power of ten at each step, from 1e0.
Line falling(const std::string& name, int steps) {
  Line line = {name, {}};
  for (int t = 0; t < steps; ++t) line.values.push_back(std::pow(10, -t));
  return line;
}

// The points of the path that draws a line with this colour.
std::string path(const std::string& svg, const std::string& colour) {
  const auto at = svg.find("stroke-linecap=\"round\" stroke=\"" + colour);
  const auto begin = svg.find("d=\"", at) + 3;
  return svg.substr(begin, svg.find('"', begin) - begin);
}

}  // namespace

BOOST_AUTO_TEST_CASE(letters_are_drawn_at_their_values) {
  const Figure figure = {"A figure",
                         {{"norms", {falling("a", 4), {"b", {1e-3, kNone, 0, kInfinity}}}},
                          {"shares", {{"c", {0, 0.5, 1, kNone}}}, Axis::shares}}};
  const std::string space(22, ' '), dashes(70, '-'), gap(8, ' ');
  const std::string expected =
      "A figure\n"
      "\n"
      "norms\n"
      "    inf |" +
      std::string(69, ' ') +
      "o\n"
      "  1e+00 |*\n"
      "        |\n"
      "        |\n"
      "  1e-01 |" +
      std::string(23, ' ') +
      "*\n"
      "        |\n"
      "        |\n"
      "        |\n"
      "  1e-02 |" +
      std::string(46, ' ') +
      "*\n"
      "        |\n"
      "        |\n"
      "  1e-03 |o" +
      std::string(68, ' ') +
      "*\n"
      "      0 |" +
      std::string(46, ' ') +
      "o\n"
      "        +" +
      dashes +
      "\n"
      "         0" +
      space + "1" + space + "2" + space +
      "3\n"
      "         * a\n"
      "         o b\n";
  const std::string text = figure.text();
  BOOST_TEST(text.substr(0, expected.size()) == expected);
  BOOST_TEST(text.find("  100 % |" + std::string(46, ' ') + "*\n") != text.npos);
  BOOST_TEST(text.find("   50 % |" + std::string(23, ' ') + "*\n") != text.npos);
  BOOST_TEST(text.find("    0 % |*\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(logarithmic_axis_spans_thirty_powers_of_ten) {
  const std::string svg = Figure{"", {{"", {falling("", 31)}}}}.svg();
  // 164 pixels for 30 powers, 496 for 30 steps.
  BOOST_TEST(path(svg, "#0072b2").starts_with("M64.0 60.0L64.0 60.0L80.5 65.5L97.1 70.9"));
  BOOST_TEST(path(svg, "#0072b2").ends_with("L560.0 224.0"));
  for (const char* label : {">1e+00<", ">1e-10<", ">1e-20<", ">1e-30<"})
    BOOST_TEST(svg.find(label) != svg.npos, label);
}

BOOST_AUTO_TEST_CASE(lines_are_interrupted_at_nan) {
  const std::string svg = Figure{"", {{"", {{"a", {1, 10, kNone, 10, 1}}}}}}.svg();
  BOOST_TEST(path(svg, "#0072b2") ==
             "M64.0 224.0L64.0 224.0L188.0 60.0M436.0 60.0L436.0 60.0L560.0 224.0");
}

BOOST_AUTO_TEST_CASE(axis_of_numbers_is_linear_from_0_with_round_labels) {
  const auto svg_of = [](std::vector<double> values) {
    return Figure{"", {{"", {{"a", std::move(values)}}, Axis::numbers}}}.svg();
  };
  const std::string svg = svg_of({0, 0.05, kNone, 0.08, 0.1});
  // 0.1 is a tick: the axis ends there, 164 pixels above 0.
  BOOST_TEST(path(svg, "#0072b2") ==
             "M64.0 224.0L64.0 224.0L188.0 142.0M436.0 92.8L436.0 92.8L560.0 60.0");
  for (const char* label : {">0<", ">0.05<", ">0.1<"})
    BOOST_TEST(svg.find(label) != svg.npos, label);
  const std::string below = svg_of({-3, 4, kInfinity});
  for (const char* label : {">-4<", ">-2<", ">0<", ">2<", ">4<"})
    BOOST_TEST(below.find(label) != below.npos, label);
  BOOST_TEST(svg_of({0, 0}).find(">1</text>") != svg.npos);
}

BOOST_AUTO_TEST_CASE(band_of_a_line_is_filled_between_its_bounds) {
  const Line line = {.name = "a",
                     .values = {1, 1, 1, 1, 1},
                     .lower = {0, 1, 1, 0, 1, 0},
                     .upper = {2, 2, kNone, 2, 4}};
  const std::string svg = Figure{"", {{"", {line}, Axis::numbers}}}.svg();
  // 41 pixels for 1: the axis contains the bounds. The sixth time step has no upper bound.
  const std::string fill = "<path fill=\"#0072b2\" fill-opacity=\"0.2\" d=\"M";
  BOOST_TEST(occurrences(svg, "fill-opacity") == 2);
  BOOST_TEST(occurrences(svg, fill + "64.0 224.0 188.0 183.0 188.0 142.0 64.0 142.0 Z\"/>") == 1);
  BOOST_TEST(occurrences(svg, fill + "436.0 224.0 560.0 183.0 560.0 60.0 436.0 142.0 Z\"/>") == 1);
  BOOST_TEST(path(svg, "#0072b2").starts_with("M64.0 183.0L64.0 183.0"));
  BOOST_TEST(malformed(svg) == "");
}

BOOST_AUTO_TEST_CASE(grid_has_panels_side_by_side_without_legends) {
  const std::vector<Panel> panels(5, {"panel", {falling("name", 3)}});
  const std::string svg = Figure{"", panels, 3}.svg();
  // Columns of 253 pixels and two rows of 166, below a head of 34.
  for (const char* frame :
       {"M50 60.0V160.0H239", "M303 60.0V160.0H492", "M556 60.0V160.0H745", "M50 226.0V326.0H239"})
    BOOST_TEST(occurrences(svg, frame) == 1, frame);
  BOOST_TEST(svg.find("viewBox=\"0 0 760 366\"") != svg.npos);
  BOOST_TEST(occurrences(svg, "name") == 0);
  BOOST_TEST(occurrences(svg, "time step") == 0);
  BOOST_TEST(malformed(svg) == "");
  BOOST_TEST(Figure({"", panels, 0}).svg() == Figure({"", panels, 1}).svg());
}

BOOST_AUTO_TEST_CASE(zero_and_infinity_are_drawn_with_labels) {
  const std::string svg = Figure{"", {{"", {{"a", {0, 1, 10, kInfinity}}}}}}.svg();
  BOOST_TEST(path(svg, "#0072b2") == "M64.0 224.0L64.0 224.0L229.3 207.6L394.7 76.4L560.0 60.0");
  BOOST_TEST(svg.find(">0</text>") != svg.npos);
  BOOST_TEST(svg.find(">inf</text>") != svg.npos);
}

BOOST_AUTO_TEST_CASE(every_figure_is_well_formed_xml) {
  Figure crowded = {"a < b & \"c\" > d", {{"<title>", {}}, {"shares", {}, Axis::shares}}};
  for (int i = 0; i < 20; ++i) crowded.panels[0].lines.push_back(falling("<&>", i));
  crowded.panels[1].lines.push_back({"none", {kNone, kNone}});
  for (const Figure& figure : {Figure{}, Figure{"", {{"shares", {}}}}, crowded}) {
    const std::string svg = figure.svg();
    BOOST_TEST(malformed(svg) == "");
    BOOST_TEST(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    BOOST_TEST(figure.text().empty() == (figure.title.empty() && figure.panels.empty()));
    BOOST_TEST(!figure.text().starts_with('\n'));
    BOOST_TEST(occurrences(svg, "nan") == 0);
  }
  BOOST_TEST(malformed("<a><b></a></b>") != "");
  BOOST_TEST(malformed("<a>&x;</a>") != "");
}

BOOST_AUTO_TEST_SUITE_END()
