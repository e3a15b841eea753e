// Dropout with one mask for a whole sequence, where sequences differ in length.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"
#include <vector>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(dropout_of_lengths)

namespace {

// Of each sequence and unit of `x` [time, batch, units], the number of steps in which it is zero.
std::vector<std::vector<Index>> dropped_steps(const Tensor& x, const std::vector<Index>& lengths) {
  std::vector<std::vector<Index>> zeros;
  for (std::size_t b = 0; b < lengths.size(); ++b) {
    const Tensor sequence = narrow(select(x, 1, static_cast<Index>(b)), 0, 0, lengths[b]);
    const Tensor count = sum(to(eq(sequence, 0.0), int64), 0);
    zeros.push_back(count.to_vector<Index>());
  }
  return zeros;
}

}  // namespace

BOOST_AUTO_TEST_CASE(output_dropout_drops_a_unit_in_all_steps_of_a_sequence_or_in_none) {
  Generator generator(3);
  const nn::LSTM layer({.input_size = 2,
                        .hidden_size = 16,
                        .dtype = float64,
                        .regularization = {.output_dropout = 0.5}},
                       generator);
  const std::vector<Index> lengths = {2, 5, 1, 4, 3};
  const Tensor x = test::random_normal({5, 5, 2}, generator);
  const auto zeros = dropped_steps(layer.forward(x, {.lengths = lengths}).output, lengths);
  for (std::size_t b = 0; b < lengths.size(); ++b) {
    Index dropped = 0;
    for (const Index steps : zeros[b]) {
      BOOST_TEST((steps == 0 || steps == lengths[b]), steps << " of " << lengths[b]);
      dropped += steps == lengths[b];
    }
    BOOST_TEST(dropped > 0);
    BOOST_TEST(dropped < 16);
  }
}

// The gradient of an input that was dropped is zero.
BOOST_AUTO_TEST_CASE(input_dropout_drops_a_feature_in_all_steps_of_a_sequence_or_in_none) {
  Generator generator(4);
  const nn::GRU layer({.input_size = 16,
                       .hidden_size = 3,
                       .dtype = float64,
                       .regularization = {.input_dropout = 0.5}},
                      generator);
  const std::vector<Index> lengths = {2, 5, 1, 4, 3};
  const Tensor x = test::random_leaf({5, 5, 16}, generator);
  const Tensor slope = grad(sum(layer.forward(x, {.lengths = lengths}).output), x);
  const auto zeros = dropped_steps(slope, lengths);
  for (std::size_t b = 0; b < lengths.size(); ++b) {
    for (const Index steps : zeros[b])
      BOOST_TEST((steps == 0 || steps == lengths[b]), steps << " of " << lengths[b]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
