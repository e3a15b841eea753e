// Numbers that make no sense as arguments or options: refused by name, before anything changes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/nn.hpp>
#include <xgrad/optim/optim.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <functional>
#include <limits>
#include <ostream>
#include <string>

using namespace test;
using namespace xgrad;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(numbers_out_of_domain)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A number that a function takes: called with each of `bad`, it throws a message that begins with
// its name and holds the number's.
struct Argument {
  std::string function, argument;
  std::vector<double> bad;
  std::function<void(const Tensor& w, Generator& g, double value)> call;
};

std::ostream& operator<<(std::ostream& stream, const Argument& argument) {
  return stream << argument.function << ": " << argument.argument;
}

const std::vector<double> kNotFinite = {kNaN, kInfinity, -kInfinity};
const std::vector<double> kNotFiniteOrNegative = {kNaN, kInfinity, -kInfinity, -1, -1e-300};
const std::vector<double> kNoShare = {kNaN, kInfinity, -kInfinity, -0.1, 1.1};

const Argument of_init[] = {
    {"uniform_", "low", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::uniform_(w, x, 1, g); }},
    {"uniform_", "high", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::uniform_(w, 0, x, g); }},
    {"uniform_",
     "low",
     {1.5, 1e300},
     [](const Tensor& w, Generator& g, double x) { init::uniform_(w, x, 1, g); }},
    {"normal_", "mean", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::normal_(w, x, 1, g); }},
    {"normal_", "deviation", kNotFiniteOrNegative,
     [](const Tensor& w, Generator& g, double x) { init::normal_(w, 0, x, g); }},
    {"truncated_normal_", "mean", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::truncated_normal_(w, x, 1, -2, 2, g); }},
    {"truncated_normal_", "deviation", kNotFiniteOrNegative,
     [](const Tensor& w, Generator& g, double x) { init::truncated_normal_(w, 0, x, -2, 2, g); }},
    {"truncated_normal_", "low", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::truncated_normal_(w, 0, 1, x, 2, g); }},
    {"truncated_normal_", "high", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::truncated_normal_(w, 0, 1, -2, x, g); }},
    {"eye_", "gain", kNotFinite, [](const Tensor& w, Generator&, double x) { init::eye_(w, x); }},
    {"orthogonal_", "gain", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::orthogonal_(w, x, g); }},
    {"orthogonal_blocks_", "gain", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::orthogonal_blocks_(w, 2, x, g); }},
    {"sparse_", "sparsity", kNoShare,
     [](const Tensor& w, Generator& g, double x) { init::sparse_(w, x, 0.01, g); }},
    {"sparse_", "deviation", kNotFiniteOrNegative,
     [](const Tensor& w, Generator& g, double x) { init::sparse_(w, 0.5, x, g); }},
    {"xavier_uniform_", "gain", kNotFiniteOrNegative,
     [](const Tensor& w, Generator& g, double x) { init::xavier_uniform_(w, x, g); }},
    {"xavier_normal_", "gain", kNotFiniteOrNegative,
     [](const Tensor& w, Generator& g, double x) { init::xavier_normal_(w, x, g); }},
    {"calculate_gain", "slope", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::kaiming_uniform_(w, {.slope = x}, g); }},
    {"calculate_gain", "slope", kNotFinite,
     [](const Tensor& w, Generator& g, double x) { init::kaiming_normal_(w, {.slope = x}, g); }},
};

// That of the case that runs.
const nn::LSTM* layer = nullptr;

const nn::LSTM& lstm() {
  return *layer;
}

const Argument of_others[] = {
    {"scale_spectral_radius", "radius", kNotFiniteOrNegative,
     [](const Tensor&, Generator&, double x) { init::scale_spectral_radius(lstm(), x); }},
    {"orthogonal_blocks_", "gain", kNotFinite,
     [](const Tensor&, Generator& g, double x) { init::orthogonal_recurrent(lstm(), x, g); }},
    {"eye_", "gain", kNotFinite,
     [](const Tensor&, Generator&, double x) { init::identity_recurrent(lstm(), x); }},
    {"forget_bias", "value", kNotFinite,
     [](const Tensor&, Generator&, double x) { init::forget_bias(lstm(), x); }},
    {"chrono",
     "max_time",
     {kNaN, kInfinity, 1, -3},
     [](const Tensor&, Generator& g, double x) { init::chrono(lstm(), x, g); }},
    {"dropout_mask", "p", kNoShare,
     [](const Tensor&, Generator& g, double x) { nn::dropout_mask({2}, x, float32, g); }},
    {"dropout", "p", kNoShare,
     [](const Tensor& w, Generator& g, double x) { nn::dropout(w, x, g); }},
    {"locked_dropout", "p", kNoShare,
     [](const Tensor& w, Generator& g, double x) { nn::locked_dropout(w, x, {}, g); }},
    {"Dropout", "p", kNoShare, [](const Tensor&, Generator&, double x) { (void)nn::Dropout(x); }},
    {"LockedDropout", "p", kNoShare,
     [](const Tensor&, Generator&, double x) { (void)nn::LockedDropout(x); }},
    {"LayerNorm", "eps", kNotFiniteOrNegative,
     [](const Tensor&, Generator&, double x) { (void)nn::LayerNorm(2, {.eps = x}); }},
    {"layer_norm", "eps", kNotFiniteOrNegative,
     [](const Tensor& w, Generator&, double x) { xgrad::layer_norm(w, {}, {}, x); }},
    {"LeakyReLU", "slope", kNotFinite,
     [](const Tensor&, Generator&, double x) { (void)nn::LeakyReLU(x); }},
    {"ELU", "alpha", kNotFinite, [](const Tensor&, Generator&, double x) { (void)nn::ELU(x); }},
    {"leaky_relu", "slope", kNotFinite,
     [](const Tensor& w, Generator&, double x) { leaky_relu(w, x); }},
    {"elu", "alpha", kNotFinite, [](const Tensor& w, Generator&, double x) { elu(w, x); }},
    {"clamp", "low", {kNaN, 2}, [](const Tensor& w, Generator&, double x) { clamp(w, x, 1); }},
    {"clamp", "high", {kNaN, -2}, [](const Tensor& w, Generator&, double x) { clamp(w, -1, x); }},
    {"huber_loss",
     "delta",
     {kNaN, kInfinity, -kInfinity, 0, -1},
     [](const Tensor& w, Generator&, double x) { nn::huber_loss(w, w, x); }},
    {"cross_entropy", "label_smoothing", kNoShare,
     [](const Tensor& w, Generator&, double x) {
       nn::cross_entropy(w, zeros({4}, int64), {.label_smoothing = x});
     }},
    {"clip_grad_norm_",
     "max_norm",
     {kNaN, -1, -kInfinity},
     [](const Tensor& w, Generator&, double x) { optim::clip_grad_norm_({w}, x); }},
    {"clip_grad_norm_",
     "norm_type",
     {kNaN, 0, -1},
     [](const Tensor& w, Generator&, double x) {
       optim::clip_grad_norm_({w}, 1, {.norm_type = x});
     }},
    {"clip_grad_value_",
     "clip_value",
     {kNaN, -1, -kInfinity},
     [](const Tensor& w, Generator&, double x) { optim::clip_grad_value_({w}, x); }},
    {"uniform",
     "low",
     {kNaN, 2, -kInfinity, -3.4e38 * 2},
     [](const Tensor&, Generator& g, double x) {
       float out[4];
       g.fill_uniform(out, 4, x, 1);
     }},
    {"normal",
     "deviation",
     {kNaN, -1, kInfinity, 1e39},
     [](const Tensor&, Generator& g, double x) {
       float out[20];
       g.fill_normal(out, 20, 0, x);
     }},
    {"bernoulli", "probability", kNoShare,
     [](const Tensor&, Generator& g, double x) {
       float out[4];
       g.fill_bernoulli(out, 4, x);
     }},
};

// Options of a recurrent layer that are probabilities.
struct Probability {
  const char* name;
  double& (*of)(nn::RecurrentOptions& options);
};
const Probability probabilities[] = {
    {"dropout", [](auto& o) -> double& { return o.dropout; }},
    {"input_dropout", [](auto& o) -> double& { return o.regularization.input_dropout; }},
    {"output_dropout", [](auto& o) -> double& { return o.regularization.output_dropout; }},
    {"recurrent_dropout", [](auto& o) -> double& { return o.regularization.recurrent_dropout; }},
    {"weight_drop", [](auto& o) -> double& { return o.regularization.weight_drop; }},
    {"zoneout_hidden", [](auto& o) -> double& { return o.regularization.zoneout_hidden; }},
    {"zoneout_cell", [](auto& o) -> double& { return o.regularization.zoneout_cell; }},
};

void check_refused(const Argument& argument) {
  const Tensor w = full({4, 6}, 0.5);
  const nn::LSTM made({.input_size = 2, .hidden_size = 3});
  layer = &made;
  const std::vector<float> parameters =
      test::values<float>(nn::parameters_to_vector(lstm().parameters()));
  for (const double value : argument.bad) {
    Generator generator(5);
    const std::string state = generator.state();
    const auto call = [&] { argument.call(w, generator, value); };
    BOOST_TEST_CONTEXT(argument.argument << " = " << value) {
      BOOST_CHECK_THROW(call(), ValueError);
      const std::string message = message_of(call);
      BOOST_TEST(message.starts_with(argument.function + ": "), message);
      BOOST_TEST(message.find(argument.argument) != message.npos, message);
      BOOST_TEST(generator.state() == state);
      BOOST_TEST(test::values<float>(w) == std::vector<float>(24, 0.5F));
      BOOST_TEST(w.array().version() == 0U);
    }
  }
  BOOST_TEST(test::values<float>(nn::parameters_to_vector(lstm().parameters())) == parameters);
}

}  // namespace

BOOST_DATA_TEST_CASE(init_functions_refuse_them, of_init, argument) {
  check_refused(argument);
}

BOOST_AUTO_TEST_CASE(functions_layers_and_clipping_refuse_them) {
  for (const Argument& argument : of_others) check_refused(argument);
}

BOOST_AUTO_TEST_CASE(options_of_recurrent_layers_that_are_probabilities) {
  for (const auto& [name, of] : probabilities) {
    for (const double value : kNoShare) {
      nn::RecurrentOptions options{.input_size = 2, .hidden_size = 3, .num_layers = 2};
      of(options) = value;
      const std::string message = message_of([&] { nn::LSTM refused(options); });
      BOOST_TEST(message.find(name) != message.npos, message);
      BOOST_TEST(message.find("must be in [0, 1]") != message.npos, message);
    }
  }
}

BOOST_AUTO_TEST_CASE(init_refuses_what_float32_cannot_hold) {
  const Tensor w = ones({2, 2}), d = ones({2, 2}, float64);
  check_message([&] { init::uniform_(w, -1e39, 1e39); }, "uniform_: low is -1e+39, the tensor is");
  check_message([&] { init::uniform_(w, -3e38, 3e38); }, "uniform_: high - low is");
  check_message([&] { init::normal_(w, 0, 1e39); }, "normal_: deviation is 1e+39");
  check_message([&] { init::uniform_(d, -1.7e308, 1.7e308); }, "uniform_: high - low is inf");
  init::uniform_(d, -1e39, 1e39);
  init::uniform_(w, 0.5, 0.5);
  init::normal_(w, 0.25, 0);
  BOOST_TEST(test::values<float>(w) == std::vector<float>(4, 0.25F));
}

BOOST_AUTO_TEST_CASE(init_refuses_fans_of_zero) {
  const Tensor empty = zeros({0, 0}), no_inputs = zeros({3, 0}), no_outputs = zeros({0, 3});
  check_message([&] { init::xavier_uniform_(empty); },
                "xavier_uniform_: in + out of the weight [0, 0]");
  check_message([&] { init::xavier_normal_(empty); }, "xavier_normal_: in + out of the weight");
  check_message([&] { init::kaiming_uniform_(no_inputs); },
                "kaiming_uniform_: fan in of the weight [3, 0] is 0");
  check_message([&] { init::kaiming_normal_(no_outputs, {.fan = init::Fan::out}); },
                "kaiming_normal_: fan out of the weight [0, 3] is 0");
  check_message([&] { init::lecun_normal_(no_inputs); }, "lecun_normal_: fan in");
  check_message([&] { init::lecun_uniform_(no_inputs); }, "lecun_uniform_: fan in");
  check_message([] { init::constant_(zeros({2}, int64), 1e300); }, "constant_: 1e+300 is outside");
  check_message([] { init::linear_bound(0); }, "linear_bound: fan_in is 0, must be positive");
}

BOOST_AUTO_TEST_CASE(constant_fits_the_element_type) {
  const Tensor whole = zeros({2}, int64);
  check_message([&] { init::constant_(whole, 0.5); },
                "constant_: the value is 0.5, the tensor [2] is int64");
  check_message([&] { init::constant_(whole, kNaN); }, "constant_: the value is nan");
  check_message([&] { init::constant_(zeros({2}, bool_), kNaN); }, "constant_: the value is nan");
  init::constant_(whole, 3);
  BOOST_TEST(test::values<std::int64_t>(whole) == (std::vector<std::int64_t>{3, 3}));
}

BOOST_AUTO_TEST_CASE(a_state_of_a_generator_with_nan_is_refused) {
  Generator generator(1);
  double out[1];
  generator.fill_normal(out, 1, 0, 1);
  std::string text = generator.state();
  const std::size_t begin = text.find(" 1 ") + 3;  // the kept normal number follows its flag
  text.replace(begin, text.find(' ', begin) - begin, "7ff8000000000000");
  BOOST_CHECK_THROW(generator.set_state(text), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
