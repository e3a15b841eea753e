// Softmax, log_softmax and logsumexp: against the definition in long double, and at the extremes.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/softmax.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(softmax)

namespace {

const double kInf = std::numeric_limits<double>::infinity();

template <class T>
Array wavy(const Shape& shape, double height) {
  Array x = Array::empty(shape, xgrad::dtype_of<T>());
  for (Index i = 0; i < x.numel(); ++i) {
    x.mutable_data<T>()[i] = static_cast<T>(height * std::sin(static_cast<double>(i * i + 1)));
  }
  return x;
}

// log sum exp over the last axis of [rows, columns], in long double.
template <class T>
std::vector<long double> reference(const Array& x) {
  std::vector<long double> result;
  for (Index row = 0; row < x.shape()[0]; ++row) {
    long double total = 0;
    for (Index i = 0; i < x.shape()[1]; ++i) {
      total += std::exp(static_cast<long double>(at<T>(x, {row, i})));
    }
    result.push_back(std::log(total));
  }
  return result;
}

template <class T>
void check_against_definition(double tolerance) {
  for (const Index columns : {1, 2, 5, 17, 33, 65}) {
    const Array x = wavy<T>({6, columns}, 4);
    const auto expected = reference<T>(x);
    for (const Array& layout : {x, awkward<T>(x)}) {
      const Array soft = kernels::softmax(layout, 1);
      const Array log_soft = kernels::log_softmax(layout, -1);
      const Array denominator = kernels::logsumexp(layout, 1);
      for_each_index(x.shape(), [&](const Shape& i) {
        const long double log_p =
            static_cast<long double>(at<T>(x, i)) - expected[static_cast<std::size_t>(i[0])];
        BOOST_TEST(std::abs(at<T>(soft, i) / std::exp(log_p) - 1) < tolerance);
        BOOST_TEST(std::abs(at<T>(log_soft, i) - log_p) < 8 * tolerance);
      });
      for (Index row = 0; row < 6; ++row) {
        BOOST_TEST(std::abs(at<T>(denominator, {row}) - expected[static_cast<std::size_t>(row)]) <
                   4 * tolerance);
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(softmax_equals_its_definition_in_float64) {
  check_against_definition<double>(2e-15);
}
BOOST_AUTO_TEST_CASE(softmax_equals_its_definition_in_float32) {
  check_against_definition<float>(1e-6);
}

BOOST_AUTO_TEST_CASE(softmax_takes_any_axis) {
  const Array x = wavy<double>({3, 4, 5}, 2);
  const Array y = kernels::softmax(x, 1);
  BOOST_TEST(y.shape() == x.shape());
  BOOST_TEST(y.is_contiguous());
  BOOST_TEST(values(y) ==
             values(kernels::transpose(kernels::softmax(kernels::transpose(x, 1, 2), 2), 1, 2)));
  for (const double total : values(kernels::sum(y, 1)))
    BOOST_TEST(close(total, 1, {.absolute = 4e-16}));
  BOOST_TEST(kernels::logsumexp(x, {0, 2}, true).shape() == (Shape{1, 4, 1}));
  BOOST_TEST(values(kernels::softmax(iota({}), 0)) == std::vector<double>{1});
  BOOST_TEST(values(kernels::log_softmax(iota({}), 0)) == std::vector<double>{0});
  BOOST_TEST(kernels::softmax(iota({0, 3}), 1).numel() == 0);
  BOOST_TEST(kernels::softmax(iota({3, 0}), 1).numel() == 0);
}

BOOST_AUTO_TEST_CASE(softmax_does_not_depend_on_num_threads) {
  const int before = xgrad::num_threads();
  const Array x = wavy<float>({1000, 65}, 3);
  xgrad::set_num_threads(1);
  const auto alone = values<float>(kernels::log_softmax(x, 1));
  xgrad::set_num_threads(3);
  BOOST_TEST(values<float>(kernels::log_softmax(x, 1)) == alone);
  xgrad::set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(softmax_of_large_inputs_is_finite) {
  for (const double size : {1e4, -1e4, 1e300}) {
    const Array equal = kernels::full({3}, xgrad::float64, size);
    for (const double p : values(kernels::softmax(equal, 0)))
      BOOST_TEST(close(p * 3, 1, {.absolute = 1e-15}));
    for (const double p : values(kernels::log_softmax(equal, 0))) {
      BOOST_TEST(close(p, -std::log(3.0), {.absolute = 1e-15}));
    }
  }
  const Array far = array<double>({3}, {1e4, 0, -1e4});
  BOOST_TEST(values(kernels::softmax(far, 0)) == (std::vector<double>{1, 0, 0}));
  BOOST_TEST(values(kernels::log_softmax(far, 0)) == (std::vector<double>{0, -1e4, -2e4}));
  BOOST_TEST(values(kernels::logsumexp(far)) == std::vector<double>{1e4});
}

BOOST_AUTO_TEST_CASE(softmax_of_infinities_and_nan) {
  for (const Index size : {2, 40}) {
    const Array nothing = kernels::full({size}, xgrad::float64, -kInf);
    BOOST_TEST(values(kernels::logsumexp(nothing))[0] == -kInf);
    BOOST_TEST(values(kernels::logsumexp(kernels::full({size}, xgrad::float64, kInf)))[0] == kInf);
    Array one_nan = kernels::zeros({size}, xgrad::float64);
    one_nan.mutable_data<double>()[1] = std::nan("");
    BOOST_TEST(std::isnan(values(kernels::logsumexp(one_nan))[0]));
  }
  BOOST_TEST(values(kernels::logsumexp(iota({0})))[0] == -kInf);
  BOOST_TEST(values(kernels::softmax(array<double>({2}, {-kInf, 0}), 0)) ==
             (std::vector<double>{0, 1}));
  BOOST_CHECK_EXCEPTION(kernels::softmax(iota<std::int64_t>({2}), 0), xgrad::DTypeError,
                        says("softmax: input [2] is int64"));
}

BOOST_AUTO_TEST_SUITE_END()
