// Layers start from the weights that PyTorch draws for the same seed.
#include "golden/initial_weights.hpp"

#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"

using namespace xgrad;
using golden::initial_weights::Start;

BOOST_AUTO_TEST_SUITE(initial_weights)

namespace {

// Uniform draws are bitwise identical; normal ones pass through the library's sin, cos and log.
void check_starts(const nn::ModuleBase& module, std::span<const Start> expected,
                  double tolerance = 0) {
  const auto named = module.named_parameters();
  BOOST_TEST_REQUIRE(named.size() == expected.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto& [name, tensor] = named[i];
    BOOST_TEST(name == expected[i].name);
    const std::vector<double> values = to(tensor, float64).to_vector<double>();
    BOOST_TEST_REQUIRE(values.size() >= expected[i].first.size());
    double sum = 0;
    for (const double value : values) sum += value;
    BOOST_TEST(std::abs(sum - expected[i].sum) <=
               1e-14 + 10 * tolerance * static_cast<double>(values.size()));
    for (std::size_t k = 0; k < expected[i].first.size(); ++k) {
      BOOST_TEST(std::abs(values[k] - expected[i].first[k]) <= tolerance);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(linear_weights_match_pytorch) {
  manual_seed(1);
  check_starts(nn::Linear(5, 7), golden::initial_weights::linear);
  Generator generator(1);
  check_starts(nn::Linear(5, 7, {.dtype = float64}, generator),
               golden::initial_weights::linear_float64);
}

BOOST_AUTO_TEST_CASE(embedding_weights_match_pytorch) {
  manual_seed(1);
  check_starts(nn::Embedding(10, 4), golden::initial_weights::embedding, 3e-7);
  manual_seed(1);
  check_starts(nn::Embedding(3, 4), golden::initial_weights::embedding_small, 3e-7);
}

BOOST_AUTO_TEST_CASE(recurrent_weights_match_pytorch) {
  manual_seed(1);
  check_starts(nn::LSTM({.input_size = 3, .hidden_size = 4, .num_layers = 2}),
               golden::initial_weights::lstm);
  manual_seed(1);
  check_starts(nn::GRU({.input_size = 3, .hidden_size = 4, .bidirectional = true}),
               golden::initial_weights::gru);
}

BOOST_AUTO_TEST_SUITE_END()
