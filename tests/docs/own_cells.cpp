// The code that docs/own-cells.md quotes.
#include <xgrad/nn/cell.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/derivatives.hpp"
#include "support/names_of.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(own_cells_page)

namespace {

/// Minimal gated unit (Zhou et al. 2016), forgetting after the product, of blocks f, n.
///   f = sigma(x_f + h_f)   n = tanh(x_n + f * h_n)   h' = (1 - f) * h + f * n
struct MinimalGatedUnit {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr bool kSeparate = true;
  static constexpr auto formula = [](auto xf, auto xn, auto hf, auto hn, auto h) {
    const auto f = sigmoid(xf + hf);
    return (1 - f) * h + f * tanh(xn + f * hn);
  };
};

/// A leaky unit with a learned rate.
///   h' = r * h + (1 - r) * tanh(a),   r = sigma(rate)
struct Leaky {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;
  static constexpr std::string_view kVectors[] = {"rate"};
  static constexpr auto formula = [](auto a, auto h, auto rate) {
    return sigmoid(rate) * h + sigmoid(-rate) * tanh(a);
  };
};

/// A unit with diagonal weights: it takes one feature of the input, and no other state than its own.
///   h' = tanh(w * x + u * h + b)
struct DiagonalRNN {
  static constexpr int kBlocks = 0;
  static constexpr int kStates = 1;
  static constexpr bool kTakesInput = true;
  static constexpr std::string_view kVectors[] = {"weight_x", "weight_h", "bias"};
  static constexpr auto formula = [](auto x, auto h, auto w, auto u, auto b) {
    return tanh(w * x + u * h + b);
  };
};

/// An average of the inputs whose memory depends on them.
///   h' = sigma(x_a) * h + sigma(-x_a) * x_b
struct Average {
  static constexpr int kBlocks = 2;
  static constexpr int kStates = 1;
  static constexpr auto coefficients = [](auto a, auto b) {
    return std::tuple{sigmoid(a), sigmoid(-a) * b};
  };
};

/// Elman's network with layer normalisation.
///   h' = tanh(N(W x + b + U h + b'))
struct NormalizedRNN {
  static constexpr int kBlocks = 1;
  static constexpr int kStates = 1;

  static std::vector<nn::CellParameter> parameters(Index /*input_size*/, Index hidden_size) {
    return {{"norm_weight", {hidden_size}, 1}, {"norm_bias", {hidden_size}, 0}};
  }
  static std::vector<Tensor> step(const nn::StepInput& input) {
    const nn::CellTensors& weights = input.weights;
    const Tensor a =
        input.from_input + nn::recurrent_product(input.hidden, weights.w_hh, weights.b_hh);
    return {tanh(layer_norm(a, weights.own[0], weights.own[1]))};
  }
};

constexpr nn::RecurrentOptions kSmall = {
    .input_size = 3, .hidden_size = 4, .num_layers = 2, .bidirectional = true, .dtype = float64};

template <class Cell>
void check_cell(const nn::RecurrentOptions& options = kSmall) {
  const nn::Recurrent<Cell> layer(options);
  const Tensor input = randn({5, 2, options.input_size}, float64).requires_grad_();
  test::check_derivatives(layer, {input});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_minimal_gated_unit_from_zero) {
  manual_seed(1);
  nn::Recurrent<MinimalGatedUnit> layer({.input_size = 3, .hidden_size = 4, .bidirectional = true});
  const Tensor input = randn({6, 2, 3});
  const auto [output, state] = layer(input, nn::Sequences{.lengths = {6, 4}});
  BOOST_TEST(output.shape() == (Shape{6, 2, 8}));
  BOOST_TEST(state.h.shape() == (Shape{2, 2, 4}));

  // Equal to the library's.
  nn::MGU same({.input_size = 3, .hidden_size = 4, .bidirectional = true});
  same.load_state_dict(layer.state_dict());
  const Tensor distance = max(abs(same(input, nn::Sequences{.lengths = {6, 4}}).output - output));
  BOOST_TEST(distance.item<double>() < 1e-6);
}

BOOST_AUTO_TEST_CASE(its_derivatives_are_checked) {
  nn::Recurrent<MinimalGatedUnit> layer({.input_size = 3, .hidden_size = 4, .dtype = float64});
  const Tensor input = randn({5, 2, 3}, float64).requires_grad_();
  const GradcheckResult result = gradcheck(layer, {input});
  BOOST_TEST(result.ok, result.message);
}

BOOST_AUTO_TEST_CASE(cells_of_every_kind) {
  manual_seed(2);
  check_cell<MinimalGatedUnit>();
  check_cell<Leaky>();
  check_cell<DiagonalRNN>({.input_size = 4, .hidden_size = 4, .dtype = float64});
  check_cell<Average>();
  check_cell<NormalizedRNN>();
}

BOOST_AUTO_TEST_CASE(parameters_have_the_names_of_the_cell) {
  const nn::Recurrent<Leaky> layer({.input_size = 3, .hidden_size = 4});
  const std::vector<std::string> expected = {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                                             "bias_hh_l0", "rate_l0"};
  BOOST_TEST(test::names_of(layer) == expected);
}

BOOST_AUTO_TEST_SUITE_END()
