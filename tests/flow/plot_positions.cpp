// Plots over positions, ranges of numbers, and labels that do not overlap.
#include <xgrad/nn/flow/plot/plot.hpp>

#include <boost/test/unit_test.hpp>

#include "flow/svg.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace xgrad::nn::plot;
using test::check_message, test::malformed, test::occurrences;

BOOST_AUTO_TEST_SUITE(positions)

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Line line_at(std::vector<double> positions, std::vector<double> values) {
  return {.name = "a", .values = std::move(values), .positions = std::move(positions)};
}

std::string svg_of(Line line, Axis axis = Axis::range) {
  const std::string svg = Figure{"", {{"", {std::move(line)}, axis}}}.svg();
  BOOST_TEST(malformed(svg) == "");
  return svg;
}

bool has(const std::string& svg, const std::string& text) {
  return svg.find(text) != svg.npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(lines_share_a_horizontal_axis) {
  Figure figure = {"", {{"", {line_at({1, 2, 5}, {1, 3, 2}), line_at({3}, {2})}, Axis::range}}};
  figure.horizontal = "step <n>";
  const std::string svg = figure.svg();
  // 496 pixels from 1 to 5, 82 for a value of 1.
  BOOST_TEST(has(svg, "d=\"M64.0 224.0L64.0 224.0L188.0 60.0L560.0 142.0\""));
  BOOST_TEST(has(svg, "<circle cx=\"312.0\" cy=\"142.0\" r=\"2.5\" fill=\"#d55e00\"/>"));
  BOOST_TEST(occurrences(svg, "<circle") == 1u);
  BOOST_TEST(has(svg, ">step &lt;n&gt;</text>"));
  for (const char* label : {">1<", ">2<", ">3<", ">4<", ">5<"}) BOOST_TEST(has(svg, label), label);
}

BOOST_AUTO_TEST_CASE(text_shows_values_at_their_positions) {
  const std::string text =
      Figure{"", {{"", {line_at({10, 20, 80}, {0, 1, 1})}, Axis::shares}}}.text();
  const std::string gap(9, ' ');
  BOOST_TEST(has(text, "  100 % |" + std::string(10, ' ') + "*" + std::string(58, ' ') + "*\n"));
  BOOST_TEST(has(text, "    0 % |*\n"));
  BOOST_TEST(has(text, "         10        20        30        40"));
}

BOOST_AUTO_TEST_CASE(band_is_at_the_positions_of_its_line) {
  Line line = line_at({0, 10}, {1, 1});
  line.lower = {0, 0};
  line.upper = {2, 2};
  BOOST_TEST(has(svg_of(line), "d=\"M64.0 224.0 560.0 224.0 560.0 60.0 64.0 60.0 Z\""));
}

BOOST_AUTO_TEST_CASE(isolated_values_are_dots) {
  const std::string svg = svg_of({"a", {1, kNone, 2, kNone, 3, 4}});
  BOOST_TEST(occurrences(svg, "<circle") == 2u);
}

BOOST_AUTO_TEST_CASE(range_axis_spans_the_values_alone) {
  const std::string near = svg_of({"a", {97.2, 98.9}});
  for (const char* label : {">97<", ">97.5<", ">98<", ">98.5<", ">99<"})
    BOOST_TEST(has(near, label), label);
  BOOST_TEST(!has(near, ">0</text>\n<text x=\"58\""));
  const std::string precise = svg_of({"a", {0.97501, 0.97503}});
  for (const char* label : {">0.97501<", ">0.975015<", ">0.97503<"})
    BOOST_TEST(has(precise, label), label);
  const std::string signs = svg_of({"a", {-0.2, 0.4}});
  for (const char* label : {">-0.2<", ">0<", ">0.2<", ">0.4<"})
    BOOST_TEST(has(signs, label), label);
}

BOOST_AUTO_TEST_CASE(equal_values_are_in_the_middle) {
  const std::string svg = svg_of({"a", {0.1, 0.1}});
  BOOST_TEST(has(svg, "d=\"M64.0 142.0L64.0 142.0L560.0 142.0\""));
  for (const char* label : {">0.05<", ">0.1<", ">0.15<"}) BOOST_TEST(has(svg, label), label);
  BOOST_TEST(has(svg_of({"a", {0, 0}}), "d=\"M64.0 224.0L64.0 224.0L560.0 224.0\""));
  BOOST_TEST(has(svg_of({"a", {kNone}}), "d=\"\""));
}

BOOST_AUTO_TEST_CASE(large_positions_have_short_labels) {
  const std::string thousands = svg_of(line_at({1, 300000}, {1, 2}));
  for (const char* label : {">50k<", ">300k<"}) BOOST_TEST(has(thousands, label), label);
  const std::string millions = svg_of(line_at({0, 2e6}, {1, 2}));
  for (const char* label : {">0.5M<", ">1M<", ">2M<"}) BOOST_TEST(has(millions, label), label);
  BOOST_TEST(has(svg_of(line_at({0, 8e12}, {1, 2})), ">8000G<"));
}

BOOST_AUTO_TEST_CASE(labels_of_a_narrow_panel_do_not_overlap) {
  const Line line = line_at({0, 80000}, {1, 2});
  Figure figure = {"", {{"", {line}}, {"", {line}}, {"", {line}}}, 3};
  const std::string svg = figure.svg();
  BOOST_TEST(occurrences(svg, ">20000<") == 0u);
  BOOST_TEST(occurrences(svg, ">50000<") == 3u);
  figure.columns = 1;
  BOOST_TEST(occurrences(figure.svg(), ">10000<") == 3u);
}

BOOST_AUTO_TEST_CASE(positions_that_do_not_fit_are_refused) {
  const auto refused = [](const Line& line, const char* message) {
    const Figure figure = {"", {{"", {line}}}};
    check_message([&] { figure.svg(); }, message);
    check_message([&] { figure.text(); }, message);
    BOOST_CHECK_THROW(figure.svg(), xgrad::ValueError);
  };
  refused(line_at({1, 2}, {1, 2, 3}), "Figure: line 'a' has 3 values at 2 positions");
  refused(line_at({1, kNone}, {1, 2}), "Figure: line 'a' has the position nan");
  Line band = line_at({1}, {1});
  band.lower = band.upper = {1, 2};
  refused(band, "Figure: line 'a' has 2 values at 1 positions");
}

BOOST_AUTO_TEST_SUITE_END()
