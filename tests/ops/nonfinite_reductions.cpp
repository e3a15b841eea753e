// One rule for NaN and infinities in every reduction: a NaN makes the result of its row NaN, and
// softmax has no probabilities where +inf is in the row, or nothing but -inf.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(nonfinite_reductions)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Short rows, and rows of whole registers, with one special number at each place.
template <class Check>
void with_special_numbers(const Check& check) {
  for (const DType dtype : {float32, float64}) {
    for (const Index count : {1, 3, 17, 40}) {
      for (Index place = 0; place<count; place += count> 3 ? 7 : 1) {
        for (const double special : {kNaN, kInfinity, -kInfinity}) {
          std::vector<double> row(static_cast<std::size_t>(count));
          for (std::size_t i = 0; i < row.size(); ++i) row[i] = 0.25 * static_cast<double>(i % 5);
          row[static_cast<std::size_t>(place)] = special;
          check(to(test::constant({1, count}, row), dtype), special, place, count);
        }
      }
    }
  }
}

std::vector<double> numbers(const Tensor& x) {
  return to(x, float64).to_vector<double>();
}

bool is_same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

BOOST_AUTO_TEST_CASE(sum_mean_max_min_argmax_and_logsumexp_follow_ieee) {
  with_special_numbers([](const Tensor& x, double special, Index place, Index count) {
    const double others_least = count > 1 ? 0 : special;
    const auto check = [&](const char* name, const Tensor& y, double expected) {
      BOOST_TEST(is_same(y.item<double>(), expected), name << " of " << special << " at " << place
                                                           << " of " << count << ": "
                                                           << y.item<double>());
    };
    check("sum", sum(x, 1), special);
    check("mean", mean(x, 1), special);
    if (special > 0 || std::isnan(special)) {
      check("max", max(x, 1), special);
      check("argmax", argmax(x, 1), static_cast<double>(place));
      check("logsumexp", logsumexp(x, 1), special);
    }
    if (special < 0 || std::isnan(special)) check("min", min(x, 1), special);
    if (special < 0) {
      check("max", max(x, 1),
            count > 1 ? numbers(max(where(eq(x, special), 0.0, x))).front() : special);
      BOOST_TEST((count > 1) == std::isfinite(logsumexp(x, 1).item<double>()));
    }
    if (special > 0) {
      BOOST_TEST((min(x, 1).item<double>() == others_least || (place == 0 && count > 1)));
    }
  });
}

BOOST_AUTO_TEST_CASE(softmax_and_log_softmax) {
  with_special_numbers([](const Tensor& x, double special, Index place, Index count) {
    const std::vector<double> p = numbers(softmax(x, 1)), log_p = numbers(log_softmax(x, 1));
    const bool defined = special < 0 && count > 1;
    for (std::size_t i = 0; i < p.size(); ++i) {
      BOOST_TEST_CONTEXT(special << " at " << place << " of " << count << ", element " << i) {
        BOOST_TEST(std::isnan(p[i]) == !defined);
        BOOST_TEST(std::isnan(log_p[i]) == !defined);
        if (defined && static_cast<Index>(i) == place) {
          BOOST_TEST(p[i] == 0);
          BOOST_TEST(log_p[i] == -kInfinity);
        }
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
