// Initial values of biases: which gates of which layers get them, by what the cells say.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "init/unchanged.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"

using namespace xgrad;
using test::check_unchanged;
using test::says;
namespace init = nn::init;

BOOST_AUTO_TEST_SUITE(initial_values_of_gates)

namespace {

// A model with recurrent layers of several kinds.
struct Mixed : nn::Module<Mixed> {
  static constexpr nn::RecurrentOptions kOptions = {.input_size = 2, .hidden_size = 3};
  nn::LSTM lstm = register_module("lstm", nn::LSTM(kOptions));
  nn::GRU gru = register_module("gru", nn::GRU(kOptions));
  nn::RNN rnn = register_module("rnn", nn::RNN(kOptions));
  Tensor forward(const Tensor& x) const { return x; }
};

// The rows of each block of both biases of the first layer, that of the input first.
std::vector<std::vector<Tensor>> bias_blocks(const nn::ModuleBase& module, Index blocks) {
  std::vector<std::vector<Tensor>> all;
  const StateDict state = module.state_dict();
  for (const char* name : {"bias_ih_l0", "bias_hh_l0"}) {
    if (state.contains(name)) all.push_back(chunk(state.at(name), blocks));
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_model_is_searched_for_layers_with_the_gate) {
  const Mixed model;
  const auto before = model.state_dict();
  init::forget_bias(model, 2);
  BOOST_TEST(test::close(bias_blocks(model.lstm, 4)[0][1], full({3}, 2)));
  check_unchanged(before, model, {"lstm.bias"});
  Generator generator(1);
  init::chrono(model, 50, generator);
  const auto lstm = bias_blocks(model.lstm, 4)[0], gru = bias_blocks(model.gru, 3)[0];
  BOOST_TEST(min(lstm[1]).item<float>() >= 0);
  BOOST_TEST(max(gru[1]).item<float>() <= 0);
  BOOST_TEST(test::close(lstm[0], -lstm[1]));
  BOOST_TEST(test::close(bias_blocks(model.gru, 3)[1][1], zeros({3})));
  check_unchanged(before, model, {"lstm.bias", "gru.bias"});

  struct Gated : nn::Module<Gated> {
    nn::GRU gru = register_module("gru", nn::GRU(Mixed::kOptions));
    nn::RNN rnn = register_module("rnn", nn::RNN(Mixed::kOptions));
    Tensor forward(const Tensor& x) const { return x; }
  };
  BOOST_CHECK_EXCEPTION(init::forget_bias(Gated()), ValueError,
                        says("found gru: GRU 2 -> 3, update_gate replace with the gates r, z; rnn: "
                             "RNN 2 -> 3 without gates"));
}

// Which blocks `chrono` writes, by sign: 1 where they keep the state, -1 where they replace it.
template <class Layer>
void check_chrono(const std::vector<int>& expected, const Layer& layer) {
  const auto blocks = static_cast<Index>(expected.size());
  const auto before = bias_blocks(layer, blocks);
  init::chrono(layer, 50);
  const auto after = bias_blocks(layer, blocks);
  for (std::size_t block = 0; block < expected.size(); ++block) {
    for (std::size_t bias = 0; bias < after.size(); ++bias) {
      const Tensor values = after[bias][block];
      if (expected[block] == 0) {
        BOOST_TEST(test::close(values, before[bias][block]));
      } else if (bias == 1) {
        BOOST_TEST(test::close(values, zeros(values.shape())));
      } else {
        const Tensor log_times = values * static_cast<double>(expected[block]);
        BOOST_TEST(min(log_times).item<float>() >= 0, layer.description());
        BOOST_TEST(max(log_times).item<float>() <= std::log(49.0), layer.description());
        BOOST_TEST(max(log_times).item<float>() > 1, layer.description());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(chrono_writes_the_gates_declared_by_each_cell) {
  const nn::RecurrentOptions options = {.input_size = 2, .hidden_size = 20};
  check_chrono({0, -1, 0}, nn::GRU(options, {.reset_after = false}));
  check_chrono({0, 1, 0},
               nn::GRU(options, {.update_gate = nn::UpdateGate::keep, .reset_after = false}));
  check_chrono({-1, 1, 0, 0}, nn::PeepholeLSTM(options));
  check_chrono({1, 0, 0}, nn::CoupledLSTM(options));
  check_chrono({-1, 0}, nn::MGU(options));
  check_chrono({-1, 0}, nn::MinGRU(options));  // these have no recurrent weight
  check_chrono({1, -1, 0}, nn::MinLSTM(options));
  check_chrono({0, 1, 0, 0}, nn::SRU(options));
  check_chrono({-1, 1, 0, 0}, nn::SLSTM(options));

  const nn::CoupledLSTM coupled(options);
  init::forget_bias(coupled, 3);
  BOOST_TEST(test::close(bias_blocks(coupled, 3)[0][0], full({20}, 3)));
  const nn::LayerNormLSTM normalized(options);  // whose biases are those of the normalisations
  init::forget_bias(normalized, 3);
  const auto bias = [&](const char* name) { return normalized.get_parameter(name).detach(); };
  BOOST_TEST(test::close(chunk(bias("norm_ih_bias_l0"), 4)[1], full({20}, 3)));
  BOOST_TEST(test::close(bias("norm_hh_bias_l0"), zeros({80})));
  const nn::SRU sru(options);
  init::forget_bias(sru, 3);
  BOOST_TEST(test::close(bias_blocks(sru, 4)[0][1], full({20}, 3)));
}

// A bias of the gates that `chrono` moves so far that they are shut or open: the state stays.
BOOST_AUTO_TEST_CASE(kGates_agrees_with_the_equations_of_the_cell) {
  const auto check = [](const nn::RecurrentBase& layer, std::vector<int> signs) {
    for (const Tensor& parameter : layer.parameters()) init::zeros_(parameter);
    for (const auto& [name, tensor] : layer.named_parameters()) {
      if (name != "bias_ih_l0") continue;
      const auto blocks = chunk(tensor.detach(), static_cast<Index>(signs.size()));
      for (std::size_t i = 0; i < signs.size(); ++i) init::constant_(blocks[i], 50.0 * signs[i]);
    }
    nn::State first = layer.forward(zeros({1, 1, 2}, float64)).state;
    std::vector<Tensor> states = first.tensors();
    const std::size_t kept = states.size() > 1 ? 1 : 0;
    states[kept] = test::recipe(1, {1, 1, 3});
    const Tensor before = states[kept];
    const nn::State after =
        layer.forward(zeros({5, 1, 2}, float64), nn::State::of(std::move(states))).state;
    BOOST_TEST(test::close(after.tensors()[kept], before, {.absolute = 1e-12}));
  };
  nn::RecurrentOptions options = {.input_size = 2, .hidden_size = 3, .dtype = float64};
  check(nn::LSTM(options), {-1, 1, 0, 0});
  check(nn::GRU(options), {0, -1, 0});
  check(nn::PeepholeLSTM(options), {-1, 1, 0, 0});
  check(nn::CoupledLSTM(options), {1, 0, 0});
  check(nn::MGU(options), {-1, 0});
  check(nn::MinGRU(options), {-1, 0});
  check(nn::MinLSTM(options), {1, -1, 0});
  check(nn::SRU(options), {0, 1, 0, 0});
  check(nn::SLSTM(options), {-1, 1, 0, 0});
  check(nn::GRU(options, {.update_gate = nn::UpdateGate::keep}), {0, 1, 0});
}

// Those that a layer shows in its one step from a state, against the formulas of variant_cells.hpp.
BOOST_AUTO_TEST_CASE(values_of_gates_are_those_with_peepholes) {
  const nn::RecurrentOptions options = {.input_size = 2, .hidden_size = 3, .dtype = float64};
  const Tensor x = test::recipe(1, {1, 2, 2}), h = test::recipe(2, {1, 2, 3}),
               c = test::recipe(3, {1, 2, 3});
  const auto shown = [&](const nn::RecurrentBase& layer) {
    double phase = 4;
    for (const Tensor& p : layer.parameters()) p.set_data(test::recipe(phase++, p.shape()));
    std::string names;
    std::vector<Tensor> values;
    layer.observe_steps([&](const nn::ObservedStep& step) {
      for (const auto& [name, array] : step.gates) names += name, values.emplace_back(array);
    });
    const Tensor c_next = squeeze(layer.forward(x, nn::State{h, c}).state.c, 0);
    return std::tuple{names, values, c_next};
  };
  const auto blocks = [&](const nn::RecurrentBase& layer) {
    StateDict p = layer.state_dict();
    Tensor a = matmul(squeeze(x, 0), transpose(p.at("weight_ih_l0"), 0, 1)) + p.at("bias_ih_l0");
    if (p.contains("weight_hh_l0")) {
      a = a + matmul(squeeze(h, 0), transpose(p.at("weight_hh_l0"), 0, 1)) + p.at("bias_hh_l0");
    }
    return chunk(a, 4, 1);
  };
  const Tensor before = squeeze(c, 0);

  const nn::PeepholeLSTM lstm(options);
  const auto [ifo, lstm_gates, c_next] = shown(lstm);
  const std::vector<Tensor> a = blocks(lstm);
  const StateDict p = lstm.state_dict();
  BOOST_TEST_REQUIRE(ifo == "ifo");
  const Tensor i = sigmoid(a[0] + p.at("weight_ci_l0") * before),
               f = sigmoid(a[1] + p.at("weight_cf_l0") * before),
               o = sigmoid(a[3] + p.at("weight_co_l0") * c_next);
  BOOST_TEST(test::close(lstm_gates[0], i, {.absolute = 1e-14}));
  BOOST_TEST(test::close(lstm_gates[1], f, {.absolute = 1e-14}));
  BOOST_TEST(test::close(lstm_gates[2], o, {.absolute = 1e-14}));

  const nn::SRU sru(options);
  const auto [fr, sru_gates, next] = shown(sru);
  const std::vector<Tensor> b = blocks(sru);
  const StateDict q = sru.state_dict();
  BOOST_TEST_REQUIRE(fr == "fr");
  BOOST_TEST(test::close(sru_gates[0], sigmoid(b[1] + q.at("weight_cf_l0") * before),
                         {.absolute = 1e-14}));
  BOOST_TEST(test::close(sru_gates[1], sigmoid(b[2] + q.at("weight_cr_l0") * before),
                         {.absolute = 1e-14}));
}

BOOST_AUTO_TEST_SUITE_END()
