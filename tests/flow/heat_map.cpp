// Heat maps show every share in its cell.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/flow/plot/heat_map.hpp>

#include <boost/test/unit_test.hpp>

#include "flow/svg.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <limits>

using namespace xgrad;
using nn::plot::HeatMap;
using test::malformed;
using test::occurrences;

BOOST_AUTO_TEST_SUITE(heat_map)

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_AUTO_TEST_CASE(heat_map_shows_the_shares_of_a_matrix_in_percent) {
  const HeatMap map = {
      "<a> & b", {"one", "two"}, {"x", "y", "<z>"}, {0, 0.25, 1, kNone, 0.5, 0.514}};
  const std::string svg = map.svg();
  BOOST_TEST(malformed(svg) == "");
  BOOST_TEST(occurrences(svg, "<rect") == 6);  // the background, and the shares that are not NaN
  // The first row is 28 pixels high, and columns are 44 wide.
  const std::string cell = "width=\"44\" height=\"28\" fill=\"#0072b2\" fill-opacity=";
  BOOST_TEST(occurrences(svg, "<rect x=\"120\" y=\"110\" " + cell + "\"0.000\"/>") == 1);
  BOOST_TEST(occurrences(svg, "<rect x=\"208\" y=\"110\" " + cell + "\"1.000\"/>") == 1);
  BOOST_TEST(occurrences(svg, "<rect x=\"164\" y=\"138\" " + cell + "\"0.500\"/>") == 1);
  BOOST_TEST(occurrences(svg, "fill=\"#222\">25</text>") == 1);
  BOOST_TEST(occurrences(svg, "fill=\"#fff\">51</text>") == 1);
  for (const char* name : {">one<", ">two<", ">x<", ">y<", ">&lt;z&gt;<", ">&lt;a&gt; &amp; b<"})
    BOOST_TEST(occurrences(svg, name) == 1, name);
}

BOOST_AUTO_TEST_CASE(heat_map_of_an_empty_matrix_is_well_formed) {
  BOOST_TEST(malformed(HeatMap{}.svg()) == "");
  BOOST_TEST(malformed(HeatMap{"", {"row"}, {}, {}}.svg()) == "");
}

BOOST_AUTO_TEST_CASE(heat_map_refuses_missing_cells_and_numbers_that_are_no_shares) {
  BOOST_CHECK_EXCEPTION((HeatMap{"", {"a", "b"}, {"c"}, {1}}.svg()), ValueError,
                        test::says("HeatMap: there are 1 shares, expected 2 x 1"));
  BOOST_CHECK_EXCEPTION((HeatMap{"", {"a"}, {"c"}, {1.5}}.svg()), ValueError,
                        test::says("HeatMap: share 1.5 is not in [0, 1]"));
  BOOST_CHECK_THROW((HeatMap{"", {"a"}, {"c"}, {-0.1}}.svg()), ValueError);
}

BOOST_AUTO_TEST_CASE(write_svg_writes_the_document) {
  const test::TemporaryDirectory directory;
  const HeatMap map = {"", {"a"}, {"c"}, {1}};
  map.write_svg(directory / "map.svg");
  BOOST_TEST(test::read_bytes(directory / "map.svg") == map.svg());
  BOOST_CHECK_THROW(map.write_svg(directory / "missing/map.svg"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()
