// The ends of the ranges that initial values are drawn from: reached by many draws, and never
// passed.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace xgrad;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(init_ranges)

namespace {

constexpr Index kMany = 2000;

// True draws come within a hundredth of the range to its ends.
void check_range(const Tensor& values, double low, double high) {
  const double least = min(values).item<double>(), most = max(values).item<double>();
  const double near = 0.01 * (high - low);
  BOOST_TEST(values.numel() >= kMany);
  BOOST_TEST(least >= low);
  BOOST_TEST(least <= low + near);
  BOOST_TEST(most <= high);
  BOOST_TEST(most >= high - near);
}

const nn::RecurrentOptions kOptions = {.input_size = 1, .hidden_size = kMany, .dtype = float64};

}  // namespace

// Times are uniform from 1 to max_time - 1 (Tallec & Ollivier 2018).
BOOST_AUTO_TEST_CASE(chrono_draws_times_from_1_to_max_time_less_1) {
  Generator generator(1);
  const nn::MinGRU layer(kOptions, generator);
  for (const double max_time : {3.0, 50.0}) {
    init::chrono(layer, max_time, generator);
    const Tensor bias = chunk(layer.get_parameter("bias_ih_l0").detach(), 2)[0];
    check_range(exp(-bias), 1 - 1e-15, max_time - 1 + 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(independent_recurrent_draws_from_0_to_what_gives_the_gain) {
  Generator generator(2);
  const nn::IndRNN layer(kOptions, generator);
  init::independent_recurrent(layer, 10, 2, generator);
  check_range(layer.get_parameter("recurrent_weight_l0").detach(), 0, std::pow(2, 0.1));
}

BOOST_AUTO_TEST_CASE(parameters_are_drawn_within_the_inverse_root_of_their_size) {
  Generator generator(3);
  const nn::MinGRU layer(kOptions, generator);
  const double bound = 1 / std::sqrt(static_cast<double>(kMany));
  for (const Tensor& parameter : layer.parameters()) check_range(parameter, -bound, bound);
  const nn::Linear linear(kMany, 3, {.dtype = float64}, generator);
  check_range(linear.weight, -bound, bound);
}

BOOST_AUTO_TEST_CASE(uniform_and_truncated_normal_reach_their_ends) {
  Generator generator(4);
  const Tensor x = zeros({20 * kMany}, float64);
  init::uniform_(x, -3, 2, generator);
  check_range(x, -3, 2);
  init::truncated_normal_(x, 1, 2, -2, 3, generator);
  check_range(x, -2, 3);
}

BOOST_AUTO_TEST_SUITE_END()
