// Numbers in even steps: those before the end, whether or not a step falls on it.
#include <xgrad/autograd/factories.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(arange)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(arange_holds_every_step_before_the_end) {
  for (const double begin : {0.0, -1.0, 2.5}) {
    for (const double step : {0.25, 0.375, 1.0, 3.0}) {  // exact in every sum
      for (const double length : {0.0, 0.125, 0.25, 0.5, 1.0, 1.125, 3.0, 7.5}) {
        Values up, down;
        for (double x = begin; x < begin + length; x += step) up.push_back(x);
        for (double x = begin; x > begin - length; x -= step) down.push_back(x);
        BOOST_TEST_CONTEXT("from " << begin << " over " << length << " in steps of " << step) {
          BOOST_TEST(values(xgrad::arange(begin, begin + length, step, xgrad::float64)) == up);
          BOOST_TEST(values(xgrad::arange(begin, begin - length, -step, xgrad::float64)) == down);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
