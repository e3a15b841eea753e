// Constants that are subnormal in float32 keep their value in formulas, whatever is flushed.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/formula/dual.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/flush.hpp"
#include <bit>
#include <cmath>
#include <vector>

using namespace xgrad;
using test::close;
using test::Flush;

BOOST_AUTO_TEST_SUITE(subnormal_constants)

BOOST_AUTO_TEST_CASE(mul_div_pow_and_gradients_take_subnormal_constants_exactly) {
  for (const bool flush : {false, true}) {
    const Flush set(flush);
    for (const Index size : {1, 3, 100}) {
      const auto filled = [&](double value) { return full({size}, value); };
      BOOST_TEST(close(mul(filled(1e10), 1e-40), filled(1e-30), {.relative = 1e-4}));
      BOOST_TEST(close(mul(filled(1e10), -1e-40), filled(-1e-30), {.relative = 1e-4}));
      BOOST_TEST(close(div(filled(1e-40), 1e-40), filled(1), {.relative = 1e-4}));
      BOOST_TEST(close(div(1e-40, filled(1e-40)), filled(1), {.relative = 1e-4}));
      BOOST_TEST(close(pow(1e-40, filled(0.5)), filled(1e-20), {.relative = 1e-4}));
      const Tensor x = filled(1).requires_grad_();
      mul(x, 1e-40).backward(filled(1e10));
      BOOST_TEST(close(x.grad(), filled(1e-30), {.relative = 1e-4}));
    }
  }
}

BOOST_AUTO_TEST_CASE(full_and_tensor_make_subnormal_numbers_where_results_are_flushed) {
  const Flush set(true);
  const DenormalGuard guard;  // as in a backward pass
  BOOST_TEST(full({3}, 1e-40).to_vector<float>()[2] == 1e-40f);
  BOOST_TEST(tensor({1.0, 1e-40}).to_vector<float>()[1] == 1e-40f);
}

BOOST_AUTO_TEST_CASE(narrowed_rounds_as_a_cast_does) {
  std::vector<double> magnitudes = {0,        0x1p-1074, 0x1p-150, 0x1.8p-150, 0x1p-149, 0x1.8p-149,
                                    0x1p-148, 1e-300,    1e-45,    1e-40,      1e-38,    3e38,
                                    1e300,    INFINITY,  NAN,      1,          0.1};
  for (const double near : {0x1p-126, 0x1p-127}) {  // halves between two float32 numbers
    for (int halves = -5; halves <= 5; ++halves) magnitudes.push_back(near + halves * 0x1p-150);
  }
  const Flush exact(false);
  for (const double magnitude : magnitudes) {
    for (const double x : {magnitude, -magnitude}) {
      const float truth = static_cast<float>(x);
      BOOST_TEST(std::bit_cast<std::uint32_t>(narrowed(x)) == std::bit_cast<std::uint32_t>(truth));
    }
  }
  static_assert(narrowed(1e-40) == 1e-40f && narrowed(0.1) == 0.1f);
}

BOOST_AUTO_TEST_SUITE_END()
