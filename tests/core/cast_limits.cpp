// Casts of floats around the largest and smallest integers.
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <cmath>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(cast_limits)

namespace {

template <class T>
void check_limits() {
  using Integer = std::int64_t;
  using Limits = std::numeric_limits<Integer>;
  const T beyond = std::ldexp(T{1}, 63);  // 2^63, one more than the largest integer
  const T below = std::nextafter(beyond, T{0}), under = std::nextafter(-beyond, -2 * beyond);
  const Array x = array<T>({6}, {below, beyond, 2 * beyond, -below, -beyond, under});
  const auto integers = values<Integer>(kernels::cast(x, xgrad::int64));
  BOOST_TEST(integers ==
             (std::vector<Integer>{static_cast<Integer>(below), Limits::max(), Limits::max(),
                                   -static_cast<Integer>(below), Limits::min(), Limits::min()}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(casts_to_int64_saturate_from_2_to_the_63_on) {
  check_limits<float>();
  check_limits<double>();
}

BOOST_AUTO_TEST_SUITE_END()
