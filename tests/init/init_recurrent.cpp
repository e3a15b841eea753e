// Initial values of recurrent layers: which rows they reach, in every layer and direction.
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/nn/init/spectral.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
#include <xgrad/nn/recurrent/init.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/unit_test.hpp>

#include "init/unchanged.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"

using namespace xgrad;
using test::check_unchanged;
using test::named;
using test::says;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(initial_values_of_recurrent_layers)

namespace {

constexpr nn::RecurrentOptions kDeep = {
    .input_size = 2, .hidden_size = 5, .num_layers = 2, .bidirectional = true, .dtype = float64};
const std::vector<std::string> kSuffixes = {"_l0", "_l0_reverse", "_l1", "_l1_reverse"};

// A model with its recurrent layer inside.
struct Model : nn::Module<Model> {
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 2, .hidden_size = 3}));
  nn::Linear head = register_module("head", nn::Linear(3, 1));
  Tensor forward(const Tensor& x) const { return head(lstm(x).output); }
};

// A module with a recurrent weight of any shape and, if there is one, a projection.
struct Odd : nn::Module<Odd> {
  explicit Odd(const Shape& w_hh, const Shape& w_hr = {}) {
    register_parameter("weight_hh_l0", zeros(w_hh, float64));
    if (!w_hr.empty()) register_parameter("weight_hr_l0", zeros(w_hr, float64));
  }
  Tensor forward(const Tensor& x) const { return x; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(orthogonal_recurrent_is_orthogonal_gate_by_gate) {
  const nn::GRU gru(kDeep);
  const auto before = gru.state_dict();
  Generator generator(1), again(1);
  init::orthogonal_recurrent(gru, 2, generator);
  for (const std::string& suffix : kSuffixes) {
    for (const Tensor& block : chunk(named(gru)["weight_hh" + suffix].detach(), 3)) {
      const Tensor products = matmul(block, transpose(block, 0, 1));
      BOOST_TEST(test::close(products, eye(5, 5, float64) * 4.0, {.absolute = 1e-14}));
    }
  }
  check_unchanged(before, gru, {"weight_hh"});
  const nn::GRU other(kDeep);
  init::orthogonal_recurrent(other, 2, again);
  check_unchanged(gru.state_dict(), other, {"weight_ih", "bias"});
}

BOOST_AUTO_TEST_CASE(a_projection_has_orthonormal_columns) {
  const Odd module({12, 2}, {2, 3});  // four gates of three units that read two
  init::orthogonal_recurrent(module);
  for (const Tensor& block : chunk(module.parameters()[0].detach(), 4)) {
    const Tensor products = matmul(transpose(block, 0, 1), block);
    BOOST_TEST(test::close(products, eye(2, 2, float64), {.absolute = 1e-14}));
  }
  BOOST_CHECK_EXCEPTION(
      init::scale_spectral_radius(module, 1), ShapeError,
      says("scale_spectral_radius: Odd: weight_hh_l0 is [12, 2], expected [12, 3] "
           "for square blocks"));
}

BOOST_AUTO_TEST_CASE(identity_keeps_the_state) {
  const nn::RNN rnn({.input_size = 2, .hidden_size = 4, .dtype = float64},
                    {.nonlinearity = nn::Nonlinearity::relu});
  init::identity_recurrent(rnn);
  const Tensor h = abs(test::recipe(1, {1, 3, 4}));
  const auto result = rnn(zeros({7, 3, 2}, float64), nn::State{.h = h});
  BOOST_TEST(test::close(result.state.h, h));
  const nn::LSTMCell cell({.input_size = 2, .hidden_size = 3});
  init::identity_recurrent(cell, 0.5);
  for (const Tensor& block : chunk(named(cell)["weight_hh"].detach(), 4)) {
    BOOST_TEST(test::close(block, eye(3, 3) * 0.5));
  }
}

BOOST_AUTO_TEST_CASE(spectral_radius_of_every_gate) {
  const nn::LSTM lstm(kDeep);
  const auto before = lstm.state_dict();
  init::scale_spectral_radius(lstm, 0.9);
  for (const std::string& suffix : kSuffixes) {
    const auto old = chunk(before.at("weight_hh" + suffix), 4);
    const auto scaled = chunk(named(lstm)["weight_hh" + suffix].detach(), 4);
    for (std::size_t gate = 0; gate < 4; ++gate) {
      BOOST_TEST(std::abs(nn::spectral_radius(scaled[gate]) - 0.9) <= 1e-14);
      const double factor = 0.9 / nn::spectral_radius(old[gate]);
      BOOST_TEST(test::close(scaled[gate], old[gate] * factor));
    }
  }
  check_unchanged(before, lstm, {"weight_hh"});
}

BOOST_AUTO_TEST_CASE(forget_bias_sets_one_of_the_two_biases) {
  const nn::LSTM lstm(kDeep);
  const auto before = lstm.state_dict();
  init::forget_bias(lstm, 1.5);
  for (const std::string& suffix : kSuffixes) {
    for (const char* name : {"bias_ih", "bias_hh"}) {
      const auto old = chunk(before.at(name + suffix), 4);
      const auto gates = chunk(named(lstm)[name + suffix].detach(), 4);
      const double expected = std::string_view(name) == "bias_ih" ? 1.5 : 0;
      BOOST_TEST(test::close(gates[1], full({5}, expected)));
      for (const std::size_t gate : {0U, 2U, 3U}) {
        BOOST_TEST(test::close(gates[gate], old[gate]));
      }
    }
  }
  check_unchanged(before, lstm, {"bias"});
}

BOOST_AUTO_TEST_CASE(a_whole_model_is_searched) {
  const Model model;
  init::forget_bias(model);
  const Tensor bias = named(model)["lstm.bias_ih_l0"].detach();
  BOOST_TEST(test::close(chunk(bias, 4)[1], ones({3})));
  BOOST_TEST(bias.array().version() > 0u);
}

BOOST_AUTO_TEST_CASE(chrono_of_an_lstm) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 400, .dtype = float64});
  const auto before = lstm.state_dict();
  Generator generator(1);
  init::chrono(lstm, 100, generator);
  const auto gates = chunk(named(lstm)["bias_ih_l0"].detach(), 4);
  const Tensor times = exp(gates[1]);
  BOOST_TEST(min(times).item<double>() >= 1);
  BOOST_TEST(max(times).item<double>() < 99);
  BOOST_TEST(std::abs(mean(times).item<double>() - 50) <= 4);  // deviation 28 / sqrt(400)
  BOOST_TEST(test::close(gates[0], -gates[1]));
  BOOST_TEST(test::close(gates[3], chunk(before.at("bias_ih_l0"), 4)[3]));
  const auto others = chunk(named(lstm)["bias_hh_l0"].detach(), 4);
  for (const std::size_t gate : {0U, 1U}) BOOST_TEST(test::close(others[gate], zeros({400})));
  BOOST_TEST(test::close(others[2], chunk(before.at("bias_hh_l0"), 4)[2]));
  check_unchanged(before, lstm, {"bias"});
}

BOOST_AUTO_TEST_CASE(chrono_keeps_the_state_whatever_z_means) {
  const nn::RecurrentOptions options = {.input_size = 2, .hidden_size = 5};
  const nn::GRU ours(options), pytorchs(options, {.update_gate = nn::UpdateGate::keep});
  Generator generator(1), same(1), third(1);
  init::chrono(ours, 50, generator);
  init::chrono(pytorchs, 50, same);
  const Tensor z = chunk(named(ours)["bias_ih_l0"].detach(), 3)[1];
  BOOST_TEST(max(z).item<float>() <= 0);  // z near 0 keeps
  BOOST_TEST(test::close(chunk(named(pytorchs)["bias_ih_l0"].detach(), 3)[1], -z));
  BOOST_TEST(test::close(chunk(named(ours)["bias_hh_l0"].detach(), 3)[1], zeros({5})));

  const nn::GRUCell cell({.input_size = 2, .hidden_size = 5});
  init::chrono(cell, 50, third);
  BOOST_TEST(test::close(chunk(named(cell)["bias_ih"].detach(), 3)[1], z));
}

BOOST_AUTO_TEST_CASE(independent_recurrent_draws_weights_within_the_gain) {
  const nn::IndRNN layer({.input_size = 2, .hidden_size = 400, .num_layers = 2});
  const auto before = layer.state_dict();
  init::independent_recurrent(layer, 100, 2);
  for (const char* name : {"recurrent_weight_l0", "recurrent_weight_l1"}) {
    const Tensor u = layer.state_dict().at(name);
    BOOST_TEST(min(u).item<float>() >= 0);
    BOOST_TEST(min(u).item<float>() < 0.05);
    BOOST_TEST(max(u).item<float>() <= std::pow(2, 0.01));
    BOOST_TEST(max(u).item<float>() > 0.95);
  }
  check_unchanged(before, layer, {"recurrent_weight"});
}

// Both forms of one layer, drawn from the same seed, are one function after `write`.
template <class Write>
void check_normalized(const nn::RecurrentOptions& options, const Write& write) {
  nn::RecurrentOptions by_norms = options;
  by_norms.regularization.weight_norm = true;
  Generator first(1), second(1);
  const nn::LSTM plain(options, first), normalized(by_norms, second);
  write(plain, first);
  write(normalized, second);
  const Tensor x = test::recipe(1, {4, 3, 2});
  BOOST_TEST(test::close(normalized(x).output, plain(x).output, {.absolute = 1e-14}));
  const StateDict made = named(normalized);
  for (const std::string& suffix : kSuffixes) {
    const Tensor rows = nn::weight_norm(made.at("weight_hh" + suffix + "_v").detach(),
                                        made.at("weight_hh" + suffix + "_g").detach());
    BOOST_TEST(test::close(rows, named(plain)["weight_hh" + suffix].detach(), {.absolute = 1e-15}));
  }
}

BOOST_AUTO_TEST_CASE(directions_and_norms_take_the_place_of_a_weight) {
  nn::RecurrentOptions projected = kDeep;
  projected.proj_size = 3;
  for (const nn::RecurrentOptions& options : {kDeep, projected}) {
    check_normalized(options, [](const nn::LSTM& lstm, Generator& generator) {
      init::orthogonal_recurrent(lstm, 2, generator);
    });
    for (const double scale : {0.5, 0.0}) {  // with rows of zeros, which have no direction
      check_normalized(options, [scale](const nn::LSTM& lstm, Generator&) {
        init::identity_recurrent(lstm, scale);
      });
    }
  }
  for (const double radius : {0.9, 0.0}) {
    check_normalized(kDeep, [radius](const nn::LSTM& lstm, Generator&) {
      init::scale_spectral_radius(lstm, radius);
    });
  }
  check_normalized(kDeep, [](const nn::LSTM& lstm, Generator& generator) {
    init::forget_bias(lstm, 2);
    init::chrono(lstm, 20, generator);
  });
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const nn::RecurrentOptions options = {.input_size = 2, .hidden_size = 3};
  const nn::RecurrentOptions plain = {.input_size = 2, .hidden_size = 3, .bias = false};
  const nn::Linear linear(2, 3);
  BOOST_CHECK_EXCEPTION(
      init::orthogonal_recurrent(linear), ValueError,
      says("orthogonal_recurrent: Linear 2 -> 3 has no recurrent weights\n  hint: "
           "they go by PyTorch's names: weight_hh, weight_hh_l0"));
  BOOST_CHECK_EXCEPTION(
      init::forget_bias(nn::GRU(options)), ValueError,
      says("forget_bias: GRU 2 -> 3, update_gate replace: expected a gate f that keeps the state "
           "where it is 1, found GRU 2 -> 3, update_gate replace with the gates r, z"));
  BOOST_CHECK_EXCEPTION(init::forget_bias(nn::MGU(options)), ValueError,
                        says("where it is 1, found MGU 2 -> 3 with the gates f"));
  BOOST_CHECK_EXCEPTION(init::forget_bias(linear), ValueError, says("found no recurrent layer"));
  BOOST_CHECK_EXCEPTION(init::forget_bias(nn::LSTM(plain)), ValueError,
                        says("forget_bias: LSTM 2 -> 3 with the gates i, f, o has no bias_ih"));
  BOOST_CHECK_EXCEPTION(init::chrono(nn::RNN(options), 10), ValueError,
                        says("chrono: RNN 2 -> 3: expected a gate that keeps or replaces the "
                             "state, found RNN 2 -> 3 without gates"));
  BOOST_CHECK_EXCEPTION(init::independent_recurrent(nn::RNN(options), 10), ValueError,
                        says("independent_recurrent: RNN 2 -> 3 has no recurrent_weight"));
  BOOST_CHECK_EXCEPTION(init::independent_recurrent(nn::IndRNN(options), 0), ValueError,
                        says("independent_recurrent: max_time is 0, must be at least 1"));
  BOOST_CHECK_EXCEPTION(init::independent_recurrent(nn::IndRNN(options), 9, -1), ValueError,
                        says("independent_recurrent: gain is -1, must be positive"));
  BOOST_CHECK_EXCEPTION(init::chrono(nn::LSTM(options), 1.5), ValueError,
                        says("chrono: max_time is 1.5, must be at least 2"));
  BOOST_CHECK_EXCEPTION(init::identity_recurrent(Odd({7, 3})), ShapeError,
                        says("identity_recurrent: Odd: weight_hh_l0 is [7, 3], expected [gates * "
                             "hidden_size, hidden_size]"));
  BOOST_CHECK_EXCEPTION(init::orthogonal_recurrent(Odd({7})), ShapeError, says("is [7], expected"));
  BOOST_CHECK_EXCEPTION(init::scale_spectral_radius(Odd({6, 3}), 1), NumericError,
                        says("scale_spectral_radius: Odd: block 0 of weight_hh_l0 has the spectral "
                             "radius 0, which no factor makes 1"));
  BOOST_CHECK_EXCEPTION(init::scale_spectral_radius(linear, -1), ValueError,
                        says("scale_spectral_radius: radius is -1, must be at least 0"));
}

BOOST_AUTO_TEST_CASE(init_names_the_function_called_for_numbers_that_do_not_fit) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3});
  const nn::IndRNN independent({.input_size = 2, .hidden_size = 3});
  BOOST_CHECK_EXCEPTION(nn::init::forget_bias(lstm, 1e39), ValueError,
                        says("forget_bias: the value is 1e+39, which float32 cannot hold"));
  BOOST_CHECK_EXCEPTION(nn::init::chrono(lstm, 1e39), ValueError,
                        says("chrono: max_time is 1e+39, which float32 cannot hold"));
  BOOST_CHECK_EXCEPTION(nn::init::independent_recurrent(independent, 2, 1e39), ValueError,
                        says("independent_recurrent: gain is 1e+39, which float32 cannot hold"));
  BOOST_CHECK_EXCEPTION(nn::init::independent_recurrent(independent, 2, INFINITY), ValueError,
                        says("independent_recurrent: gain is inf, must be positive and finite"));
}

BOOST_AUTO_TEST_SUITE_END()
