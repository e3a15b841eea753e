// Pooling: a naive reference over random options, ties, NaN, errors, and the layers.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/layers/pooling.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(pooling)

BOOST_AUTO_TEST_CASE(random_windows_match_the_definition) {
  std::mt19937_64 random(3);
  const auto draw = [&](Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random);
  };
  Generator generator(5);
  for (int round = 0; round < 300; ++round) {
    const Index kernel = draw(1, 40), stride = draw(1, 5), padding = draw(0, kernel / 2);
    const Index length = draw(std::max<Index>(1, kernel - 2 * padding), 60);
    const bool counted = draw(0, 1) == 0;
    const Tensor x = randn({2, length}, float64, generator);
    const auto values = x.to_vector<double>();
    std::vector<double> means, maxima;
    const Index count = (length + 2 * padding - kernel) / stride + 1;
    for (Index row = 0; row < 2; ++row) {
      for (Index i = 0; i < count; ++i) {
        const Index begin = std::max<Index>(0, i * stride - padding);
        const Index end = std::min(length, i * stride - padding + kernel);
        double sum = 0, most = -std::numeric_limits<double>::infinity();
        for (Index t = begin; t < end; ++t) {
          const double value = values[static_cast<std::size_t>(row * length + t)];
          sum += value;
          most = std::max(most, value);
        }
        means.push_back(sum / static_cast<double>(counted ? kernel : end - begin));
        maxima.push_back(most);
      }
    }
    BOOST_TEST_CONTEXT("kernel " << kernel << ", stride " << stride << ", padding " << padding
                                 << ", length " << length) {
      BOOST_TEST(test::close(
          flatten(avg_pool1d(x, kernel,
                             {.stride = stride, .padding = padding, .count_include_pad = counted})),
          means, {.absolute = 1e-15}));
      BOOST_TEST(test::close(flatten(max_pool1d(x, kernel, {.stride = stride, .padding = padding})),
                             maxima));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_maximum_gets_the_gradient_and_nan_is_the_maximum) {
  const Tensor x = tensor({1.0, 2.0, 2.0, 0.0, std::nan(""), 5.0}, float64).requires_grad_();
  const Tensor y = max_pool1d(x, 3);
  BOOST_TEST(y.to_vector<double>()[0] == 2);
  BOOST_TEST(std::isnan(y.to_vector<double>()[1]));
  y.backward(ones({2}, float64));
  BOOST_TEST(test::close(x.grad(), tensor({0.0, 1.0, 0.0, 0.0, 1.0, 0.0}, float64)));
  const double inf = std::numeric_limits<double>::infinity();
  BOOST_TEST(max_pool1d(tensor({-inf, -inf}, float64), 2).item<double>() == -inf);
  const auto means =
      adaptive_avg_pool1d(tensor({inf, 1.0, 2.0, 3.0}, float64), 2).to_vector<double>();
  BOOST_TEST((means[0] == inf && means[1] == 2.5));
}

BOOST_AUTO_TEST_CASE(adaptive_windows_cover_the_input) {
  const Tensor x = to(arange(7), float64);
  BOOST_TEST(test::close(adaptive_avg_pool1d(x, 3), tensor({1.0, 3.0, 5.0}, float64)));
  BOOST_TEST(test::close(adaptive_max_pool1d(x, 3), tensor({2.0, 4.0, 6.0}, float64)));
  BOOST_TEST(test::close(adaptive_max_pool1d(narrow(x, 0, 0, 2), 4),
                         tensor({0.0, 0.0, 1.0, 1.0}, float64)));
  BOOST_TEST(adaptive_avg_pool1d(ones({0, 3, 4}), 2).shape() == (Shape{0, 3, 2}));
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  BOOST_CHECK_EXCEPTION(max_pool1d(ones({2, 4}), 5), ShapeError,
                        says("max_pool1d: a window of 5 elements with dilation 1 does not fit "
                             "input [2, 4] with padding 0"));
  BOOST_CHECK_EXCEPTION(avg_pool1d(ones({2, 0}), 1), ShapeError,
                        says("avg_pool1d: input [2, 0] has no elements"));
  BOOST_CHECK_EXCEPTION(avg_pool1d(ones({}), 1), ShapeError,
                        says("avg_pool1d: input [] has no elements"));
  BOOST_CHECK_EXCEPTION(avg_pool1d(ones({4}, int64), 2), DTypeError,
                        says("avg_pool1d: the input is int64"));
  BOOST_CHECK_EXCEPTION(avg_pool1d(ones({4}), 0), ValueError,
                        says("avg_pool1d: kernel_size is 0, must be positive"));
  BOOST_CHECK_EXCEPTION(avg_pool1d(ones({4}), 3, {.padding = 2}), ValueError,
                        says("avg_pool1d: padding is 2, must be from 0 to half of kernel_size 3"));
  BOOST_CHECK_EXCEPTION(max_pool1d(ones({1}), 2, {.padding = 1, .dilation = 2}), ShapeError,
                        says("max_pool1d: window 0 has no element of input [1]"));
  BOOST_CHECK_EXCEPTION(adaptive_avg_pool1d(ones({4}), 0), ValueError,
                        says("adaptive_avg_pool1d: output_size is 0"));
  BOOST_CHECK_EXCEPTION(adaptive_max_pool1d(Tensor(), 1), ValueError,
                        says("adaptive_max_pool1d: an undefined tensor"));
  BOOST_CHECK_THROW(adaptive_avg_pool1d(ones({4}), std::numeric_limits<Index>::max()), ShapeError);
}

BOOST_AUTO_TEST_CASE(layers_call_the_operations) {
  const Tensor x = test::recipe(1, {2, 3, 8});
  const nn::AvgPool1d average(3, {.stride = 2, .padding = 1, .count_include_pad = false});
  const nn::MaxPool1d most(2, {.dilation = 3, .ceil_mode = true});
  const nn::AdaptiveAvgPool1d adaptive(3);
  BOOST_TEST(test::close(
      average(x), avg_pool1d(x, 3, {.stride = 2, .padding = 1, .count_include_pad = false})));
  BOOST_TEST(test::close(most(x), max_pool1d(x, 2, {.dilation = 3, .ceil_mode = true})));
  BOOST_TEST(test::close(adaptive(x), adaptive_avg_pool1d(x, 3)));
  BOOST_TEST(average.description() == "AvgPool1d 3, stride 2, padding 1, padding not counted");
  BOOST_TEST(most.description() == "MaxPool1d 2, ceil mode, dilation 3");
  BOOST_TEST(adaptive.description() == "AdaptiveAvgPool1d 3");
  BOOST_CHECK_EXCEPTION(nn::AvgPool1d(0), ValueError, says("AvgPool1d: kernel_size is 0"));
  BOOST_CHECK_EXCEPTION(nn::MaxPool1d(2, {.stride = 0}), ValueError,
                        says("MaxPool1d: stride is 0"));
  BOOST_CHECK_EXCEPTION(nn::MaxPool1d(2, {.padding = 2}), ValueError,
                        says("MaxPool1d: padding is 2"));
  BOOST_CHECK_EXCEPTION(nn::AdaptiveAvgPool1d(-1), ValueError,
                        says("AdaptiveAvgPool1d: output_size is -1"));
}

BOOST_AUTO_TEST_SUITE_END()
