// Gradient flow through every kind of layer: what is shown, what is advised, and that it helps.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/flow/gradient_flow.hpp>
#include <xgrad/nn/recurrent/init.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "recurrent/small_layers.hpp"
#include <cmath>
#include <map>

using namespace xgrad;
using namespace test;

BOOST_AUTO_TEST_SUITE(flow_of_every_layer)

using Numbers = std::vector<double>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

constexpr const char* kOrthogonal = "nn::init::orthogonal_recurrent(layer)";
constexpr const char* kIndependent = "nn::init::independent_recurrent(layer, 100)";

// The advice for 100 steps.
std::string to(const std::string& moves) {
  return moves + " by up to log(T) = 4.6.";
}
std::string chrono_to(const std::string& moves) {
  return "; try nn::init::chrono(layer, 100), to " + to(moves);
}
std::string or_gates(const std::string& call) {
  return "; try " + call + ", or an LSTM or GRU.";
}
std::string clip_and(const std::string& first) {
  return "; clip it with optim::clip_grad_norm_" + first + ".";
}

// What a report about a kind of layer says.
struct Told {
  const char* title;
  const char* gates;
  std::size_t matrices;  // with a spectral radius
  std::string vanishing, exploding;
};

const Told& told_of(const LayerKind& kind) {
  const char *const raise_f_lower_i = "raise the bias of f and lower that of i",
                    *const raise_f = "raise the bias of f", *const lower_z = "lower the bias of z";
  const std::string begin = ", and begin with ", orthogonal = clip_and(begin + kOrthogonal);
  static const std::map<std::string_view, Told> all = {
      {"RNN", {"RNN", "", 1, or_gates(kOrthogonal), orthogonal}},
      {"RNN with relu", {"RNN", "", 1, or_gates(kOrthogonal), orthogonal}},
      {"LSTM", {"LSTM", "ifo", 4, chrono_to(raise_f_lower_i), orthogonal}},
      {"GRU", {"GRU", "rz", 3, chrono_to(lower_z), orthogonal}},
      {"GRU that keeps", {"GRU", "rz", 3, chrono_to("raise the bias of z"), orthogonal}},
      {"GRU with the reset before", {"GRU", "", 3, chrono_to(lower_z), orthogonal}},
      {"GRU that keeps, with the reset before",
       {"GRU", "", 3, chrono_to("raise the bias of z"), orthogonal}},
      {"LayerNormLSTM", {"LayerNormLSTM", "", 4, chrono_to(raise_f_lower_i), orthogonal}},
      {"LayerNormGRU", {"LayerNormGRU", "", 3, chrono_to(lower_z), orthogonal}},
      {"PeepholeLSTM", {"PeepholeLSTM", "ifo", 4, chrono_to(raise_f_lower_i), orthogonal}},
      {"CoupledLSTM", {"CoupledLSTM", "fo", 3, chrono_to(raise_f), orthogonal}},
      {"MGU", {"MGU", "f", 2, chrono_to("lower the bias of f"), orthogonal}},
      {"IndRNN", {"IndRNN", "", 0, or_gates(kIndependent), clip_and(begin + kIndependent)}},
      {"MinGRU", {"MinGRU", "z", 0, chrono_to(lower_z), clip_and("")}},
      {"MinLSTM", {"MinLSTM", "fi", 0, chrono_to(raise_f_lower_i), clip_and("")}},
      {"SRU",
       {"SRU", "fr", 0, chrono_to(raise_f), clip_and(begin + "smaller weight_cf, weight_cr")}},
      {"SLSTM", {"SLSTM", "fo", 4, chrono_to(raise_f_lower_i), orthogonal}}};
  return all.at(kind.name);
}

// Of a pass from the last output, or from all of them.
nn::FlowReport report_of(const nn::RecurrentBase& layer, const Tensor& input, bool last = true) {
  const nn::GradientFlow flow(layer);
  const Tensor output = layer.forward(input).output;
  sum(square(last ? select(output, 0, -1) : output)).backward();
  return flow.report();
}

void set_jacobians(nn::FlowReport& report, double factor) {
  for (nn::StateFlow& state : report.layers[0].states) {
    state.jacobian.clear();
    for (int t = 0; t < 100; ++t) state.jacobian.push_back(std::pow(factor, 99 - t));
  }
}

std::string end_of(const std::string& advice) {
  return advice.substr(std::min(advice.find(';'), advice.size()));
}

// The longest memory: what is left of the Jacobian on the way from the last but one step.
double left(const nn::FlowReport& report) {
  double most = 0;
  for (const nn::StateFlow& state : report.layers[0].states) {
    const Numbers& norms = state.jacobian;
    most = std::max(most, norms[0] / std::max(norms[norms.size() - 2], 1e-300));
  }
  return most;
}

// Does what the advice says.
void follow(const std::string& advice, const nn::RecurrentBase& layer, double time) {
  const auto says = [&](const char* words) { return advice.find(words) != advice.npos; };
  Generator generator(1);
  if (says("nn::init::chrono(layer, ")) return nn::init::chrono(layer, time, generator);
  if (says("nn::init::orthogonal_recurrent(layer)"))
    return nn::init::orthogonal_recurrent(layer, 1, generator);
  if (says("nn::init::independent_recurrent(layer, "))
    return nn::init::independent_recurrent(layer, time, 1, generator);
  BOOST_FAIL("nothing to follow in " << advice);
}

double root_mean_square(const Numbers& x) {
  double sum = 0;
  for (const double value : x) sum += value * value;
  return std::sqrt(sum / static_cast<double>(x.size()));
}

}  // namespace

BOOST_DATA_TEST_CASE(reports_and_advice_follow_the_cell, kEveryLayer, kind) {
  const Told& told = told_of(kind);
  nn::FlowReport report = report_of(*make(kind, options()), input_of());
  BOOST_TEST(report.title.starts_with(std::string(told.title) + " 3 -> 4"));
  std::string gates;
  for (const nn::GateFlow& gate : report.layers[0].gates) gates += gate.name;
  BOOST_TEST(gates == told.gates);
  BOOST_TEST(report.layers[0].states.size() == kind.states);
  BOOST_TEST(report.spectral_radii.size() == told.matrices);
  report.spectral_radii.clear();
  set_jacobians(report, 0.5);
  BOOST_TEST(end_of(report.advice()) == told.vanishing);
  set_jacobians(report, 2);
  BOOST_TEST(end_of(report.advice()) == told.exploding);
}

BOOST_DATA_TEST_CASE(following_the_advice_improves_the_flow, kEveryLayer, kind) {
  const Tensor input = input_of(40);
  const auto layer = make(kind, {.input_size = kInput, .hidden_size = 8});
  // Normalised, a gradient lasts longer, unless h hardly matters.
  for (const auto& [name, value] : layer->named_parameters()) {
    if (name == "norm_hh_weight_l0") value.set_data(value.detach() * 0.1);
  }
  const nn::FlowReport before = report_of(*layer, input);
  BOOST_TEST_REQUIRE(before.advice().starts_with("The gradient vanishes in layer 0: "));
  follow(before.advice(), *layer, 40);
  BOOST_TEST(left(report_of(*layer, input)) > 1e3 * left(before));
}

BOOST_DATA_TEST_CASE(observing_keeps_gradients_of_unrolled_steps_bitwise,
                     kEveryLayer* boost::unit_test::data::make({false, true}), kind, unroll) {
  const auto layer = make(kind, {.input_size = kInput,
                                 .hidden_size = kHidden,
                                 .num_layers = 2,
                                 .bidirectional = true,
                                 .unroll = unroll});
  const auto gradients = [&] {
    std::vector<Tensor> found;
    for (const Tensor& parameter : layer->parameters()) found.push_back(parameter.grad());
    layer->zero_grad();
    return found;
  };
  sum(square(layer->forward(input_of(9)).output)).backward();
  const std::vector<Tensor> alone = gradients();
  const nn::FlowReport report = report_of(*layer, input_of(9), false);
  const std::vector<Tensor> watched = gradients();
  const bool linear = std::string_view(kind.name).starts_with("Min");
  for (std::size_t i = 0; i < alone.size(); ++i)
    BOOST_TEST(close(watched[i], alone[i], unroll && !linear ? Tolerance{} : kRounding));
  BOOST_TEST(report.layers.size() == 4u);
  for (const nn::LayerFlow& flow : report.layers) BOOST_TEST(flow.states[0].gradient.size() == 9u);
}

// Forward, h_T is that of the longest sequences; backward all end at step 0, and one that is
// shorter adds nothing to the steps that it does not have.
BOOST_DATA_TEST_CASE(jacobians_of_a_batch_are_those_of_its_sequences, kEveryLayer, kind) {
  const auto layer =
      make(kind, {.input_size = kInput, .hidden_size = kHidden, .bidirectional = true});
  const std::vector<Index> lengths = {3, 6, 1, 6};
  const Tensor input = input_of(6, 4);
  std::vector<std::vector<nn::LayerFlow>> alone;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const Tensor sequence = select(input, 1, static_cast<Index>(i));
    alone.push_back(report_of(*layer, slice(sequence, 0, 0, lengths[i]), false).layers);
  }
  const auto check = [&](const nn::FlowReport& report) {
    for (std::size_t direction = 0; direction < 2; ++direction)
      for (std::size_t state = 0; state < kind.states; ++state)
        for (std::size_t t = 0; t < 6; ++t) {
          Numbers expected;
          for (std::size_t i = 0; i < lengths.size(); ++i) {
            const Numbers& norms = alone[i][direction].states[state].jacobian;
            if (direction == 0 && lengths[i] < 6) continue;
            expected.push_back(t < norms.size() ? norms[t] : 0);
          }
          const double found = report.layers[direction].states[state].jacobian[t];
          const double norm = root_mean_square(expected);
          const bool same =
              std::isnan(found) ? std::isnan(norm) : std::abs(found - norm) < kRounding.absolute;
          BOOST_TEST(same, "direction " << direction << ", state " << state << ", step " << t
                                        << ": " << found << ", expected " << norm);
        }
  };
  const nn::GradientFlow flow(*layer);
  sum(layer->forward(input, {.lengths = lengths}).output).backward();
  check(flow.report());
  const auto packed = nn::pack_padded_sequence(input, lengths, {.enforce_sorted = false});
  sum(layer->forward(packed).output.data).backward();
  check(flow.report());
}

BOOST_AUTO_TEST_SUITE_END()
