// Curves: points, their merging in bounded memory, and their state.
#include <xgrad/nn/training/report/curve.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using test::check_message, test::close;

BOOST_AUTO_TEST_SUITE(curve)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A value for every step.
double value_at(Index step) {
  return std::sin(static_cast<double>(step)) / static_cast<double>(step + 1);
}

Curve curve_of(Index first, Index last, Index distance = 1) {
  Curve curve;
  for (Index step = first; step <= last; step += distance) curve.add(step, value_at(step));
  return curve;
}

// Equal in all bits.
bool equal(const Curve& a, const Curve& b) {
  return a.steps_per_point() == b.steps_per_point() &&
         a.state_dict().at("points").to_vector<double>() ==
             b.state_dict().at("points").to_vector<double>();
}

StateDict with_row(std::vector<double> row, Index steps_per_point = 1) {
  const auto rows = static_cast<Index>(row.size()) / 7;
  return {{"points", from_vector(row, {rows, 7})},
          {"steps_per_point", full({}, steps_per_point, int64)}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(short_curves_have_a_point_per_step) {
  Curve curve;
  BOOST_TEST(curve.points().empty());
  curve.add(1, 0.5);
  curve.add(2, -3);
  curve.add(7, 4);
  BOOST_TEST_REQUIRE(curve.points().size() == 3u);
  const CurvePoint point = curve.points()[2];
  BOOST_TEST(point.first == 7);
  BOOST_TEST(point.last == 7);
  BOOST_TEST(point.count == 1);
  BOOST_TEST(point.mean() == 4);
  BOOST_TEST(curve.steps_per_point() == 1);
}

BOOST_AUTO_TEST_CASE(nan_and_infinities_are_only_counted) {
  Curve curve;
  for (const double value : {kNaN, 2.0, kInfinity, 4.0, -kInfinity, 6.0}) {
    curve.add(static_cast<Index>(curve.points().size()), value);
  }
  BOOST_TEST(std::isnan(curve.points()[0].mean()));
  BOOST_TEST(curve.points()[0].not_finite == 1);
  const Curve merged = curve.thinned(1);
  BOOST_TEST_REQUIRE(merged.points().size() == 1u);
  BOOST_TEST(merged.points()[0].mean() == 4);
  BOOST_TEST(merged.points()[0].least == 2);
  BOOST_TEST(merged.points()[0].most == 6);
  BOOST_TEST(merged.points()[0].not_finite == 3);
}

// Any number of steps, also those of evaluations with a distance.
BOOST_DATA_TEST_CASE(points_of_long_curves_summarize_their_steps,
                     boost::unit_test::data::make({1024, 1025, 5000, 100000}) *
                         boost::unit_test::data::make({1, 50}),
                     count, distance) {
  const Curve curve = curve_of(1, Index{count} * distance, distance);
  const Index size = curve.steps_per_point();
  BOOST_TEST(curve.points().size() <= Curve::kMostPoints);
  BOOST_TEST((size == 1) == (count == 1024));
  Index total = 0;
  for (const CurvePoint& point : curve.points()) {
    double sum = 0, least = kInfinity, most = -kInfinity;
    BOOST_TEST(point.first / size == point.last / size);
    for (Index step = point.first; step <= point.last; step += distance) {
      sum += value_at(step);
      least = std::min(least, value_at(step));
      most = std::max(most, value_at(step));
    }
    total += point.count;
    BOOST_TEST(close(point.sum, sum, {.absolute = 1e-15, .relative = 1e-14}));
    BOOST_TEST(point.least == least);
    BOOST_TEST(point.most == most);
  }
  BOOST_TEST(total == count);
}

BOOST_AUTO_TEST_CASE(thinned_curves_have_at_most_as_many_points) {
  const Curve curve = curve_of(1, 1000);
  for (const std::size_t most : std::vector<std::size_t>{1, 2, 7, 200, 1000}) {
    const Curve thinned = curve.thinned(most);
    BOOST_TEST(thinned.points().size() <= most);
    Index total = 0;
    for (const CurvePoint& point : thinned.points()) total += point.count;
    BOOST_TEST(total == 1000);
  }
  BOOST_TEST(equal(curve.thinned(1000), curve));
  BOOST_CHECK_THROW(curve.thinned(0), ValueError);
}

BOOST_DATA_TEST_CASE(restored_curves_continue_bitwise_identically,
                     boost::unit_test::data::make({0, 1, 1024, 1025, 3000}), stop) {
  Curve restored;
  restored.load_state_dict(curve_of(1, stop).state_dict());
  BOOST_TEST(equal(restored, curve_of(1, stop)));
  for (Index step = stop + 1; step <= 5000; ++step) restored.add(step, value_at(step));
  BOOST_TEST(equal(restored, curve_of(1, 5000)));
}

BOOST_AUTO_TEST_CASE(steps_increase) {
  Curve curve = curve_of(1, 3);
  check_message([&] { curve.add(3, 1); }, "Curve: step 3 is not after 3");
  check_message([&] { Curve().add(-1, 1); }, "Curve: step -1 is not after -1");
  BOOST_TEST(equal(curve, curve_of(1, 3)));
  curve.remove_after(2);
  BOOST_TEST(equal(curve, curve_of(1, 2)));
  curve.add(3, value_at(3));
  BOOST_TEST(equal(curve, curve_of(1, 3)));
}

BOOST_AUTO_TEST_CASE(removal_leaves_no_point_with_later_steps) {
  Curve curve = curve_of(0, 4999);
  BOOST_TEST_REQUIRE(curve.steps_per_point() == 8);
  curve.remove_after(1000);
  BOOST_TEST(curve.points().back().last == 999);
  curve.remove_after(998);
  BOOST_TEST(curve.points().back().last == 991);
}

BOOST_AUTO_TEST_CASE(states_that_are_no_curves_are_refused) {
  const Curve before = curve_of(1, 3);
  Curve curve = before;
  const auto refused = [&](const StateDict& state) {
    BOOST_CHECK_THROW(curve.load_state_dict(state), ValueError);
    BOOST_TEST(equal(curve, before));
  };
  refused({});
  refused({{"points", zeros({2, 6}, float64)}, {"steps_per_point", full({}, 1, int64)}});
  refused(with_row({1, 1, 1, 2, 2, 2, 0}, 0));
  refused(with_row({1.5, 2, 1, 2, 2, 2, 0}));
  refused(with_row({1, kNaN, 1, 2, 2, 2, 0}));
  refused(with_row({2, 1, 1, 2, 2, 2, 0}));
  refused(with_row({1, 2, 1, 2, 2, 2, 0}));  // two steps in a point of one
  refused(with_row({1, 1, -1, 2, 2, 2, 0}));
  refused(with_row({1, 1, 1, 2, 2, 2, 1e300}));
  refused(with_row({1, 1, 1, 2, 2, 2, 0, 1, 1, 1, 2, 2, 2, 0}));  // equal steps
  curve.load_state_dict(with_row({2, 3, 2, 5, 2, 3, 0}, 2));
  BOOST_TEST(curve.points()[0].mean() == 2.5);
}

BOOST_AUTO_TEST_SUITE_END()
