// The picture in the documentation is what the program writes.
#include <boost/test/unit_test.hpp>

#include "plot_schedules/figure.hpp"
#include "support/temporary_directory.hpp"

BOOST_AUTO_TEST_SUITE(picture)

BOOST_AUTO_TEST_CASE(schedules_svg_is_the_figure_of_all_schedules) {
  BOOST_TEST(test::read_bytes("docs/schedules.svg") == plot_schedules::figure().svg());
}

BOOST_AUTO_TEST_CASE(figure_shows_a_panel_with_one_line_for_each_schedule) {
  const auto figure = plot_schedules::figure();
  BOOST_TEST(figure.panels.size() == 18u);
  for (const auto& panel : figure.panels) {
    BOOST_TEST_CONTEXT(panel.title) {
      BOOST_TEST_REQUIRE(panel.lines.size() == 1u);
      BOOST_TEST(panel.lines[0].values.size() == 101u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
