// The programs that README.md shows, run as tests.
#include <xgrad/autograd/formula.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace xgrad;

namespace {

// Reads characters, predicts the next ones.
struct CharModel : nn::Module<CharModel> {
  nn::Embedding embed = register_module("embed", nn::Embedding(65, 32));
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 32, .hidden_size = 64}));
  nn::Linear head = register_module("head", nn::Linear(64, 65));

  nn::RecurrentOutput forward(const Tensor& text, const nn::State& state) const {
    auto [output, next] = lstm(embed(text), state);
    return {head(output), next};
  }
};

double train(const Tensor& text, int steps) {
  CharModel model;
  optim::Adam optimizer(model.parameters(), {.lr = 1e-2});
  nn::State state;
  double last = 0;
  for (int step = 0; step < steps; ++step) {
    auto [logits, next] = model(slice(text, 0, 0, -1), state);
    const Tensor loss = nn::cross_entropy(logits, slice(text, 0, 1, text.size(0)));
    optimizer.zero_grad();
    loss.backward();
    optim::clip_grad_norm_(model.parameters(), 5.0);
    optimizer.step();
    state = next.detach();  // back-propagation stops here, the state goes on
    last = loss.item<double>();
  }
  return last;
}

// A minimal gated unit (Zhou et al. 2016): the mathematics once, no derivative by hand.
//   f = sigma(a)   n = tanh(b + f * u)   h' = (1 - f) * h + f * n
inline constexpr auto minimal_gated_unit = [](auto a, auto b, auto u, auto h) {
  const auto f = sigmoid(a);
  return (1 - f) * h + f * tanh(b + f * u);
};

struct GatedLayer : nn::Module<GatedLayer> {
  nn::Linear input = register_module("input", nn::Linear(8, 2 * 16));
  nn::Linear recurrent = register_module("recurrent", nn::Linear(16, 2 * 16));

  Tensor forward(const Tensor& x, Tensor h) const {
    for (const Tensor& step : unbind(input(x), 0)) {
      const auto u = chunk(recurrent(h), 2, -1);
      const auto w = chunk(step, 2, -1);
      h = pointwise("minimal_gated_unit", minimal_gated_unit, w[0] + u[0], w[1], u[1], h);
    }
    return h;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_character_model_learns) {
  manual_seed(1);
  const Tensor text = randint(0, 65, {21, 4});
  const double loss = train(text, 60);
  BOOST_TEST(loss < 0.5 * std::log(65.0));
}

BOOST_AUTO_TEST_CASE(a_layer_with_a_formula_of_its_own) {
  manual_seed(1);
  GatedLayer layer;
  layer.to(float64);
  const Tensor x = randn({3, 2, 8}, float64).requires_grad_();
  const Tensor h = randn({2, 16}, float64).requires_grad_();

  const auto report =
      gradcheck([&](const Tensor& a, const Tensor& b) { return layer(a, b); }, {x, h});
  BOOST_TEST(report.ok, report.message);
  const auto second =
      gradgradcheck([&](const Tensor& a, const Tensor& b) { return layer(a, b); }, {x, h});
  BOOST_TEST(second.ok, second.message);
}
