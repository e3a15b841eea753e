// Sequences of any number of rows: lengths around the chunks and groups in which a scan takes its
// steps, against one call of the layer for each step.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include "support/close.hpp"
#include "support/random_tensors.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(chunk_sizes)

namespace {

// The output of a layer, a step at a time.
template <class Layer>
Tensor by_steps(const Layer& layer, const Tensor& x) {
  std::vector<Tensor> outputs;
  nn::State state;
  for (Index t = 0; t < x.size(0); ++t) {
    auto [output, next] = layer(narrow(x, 0, t, 1), state);
    outputs.push_back(output);
    state = next;
  }
  return cat(outputs);
}

template <class Layer>
void check(Index time, Index batch) {
  Generator generator(5);
  const Layer layer({.input_size = 2, .hidden_size = 3, .dtype = float64}, generator);
  const Tensor x = test::random_leaf({time, batch, 2}, generator);
  const Tensor weights = test::random_normal({time, batch, 3}, generator);
  std::vector<Tensor> variables = layer.parameters();
  variables.push_back(x);
  const Tensor whole = layer(x).output, stepped = by_steps(layer, x);
  BOOST_TEST(test::close(whole, stepped, {.absolute = 1e-14}));
  const auto of_whole = grad({sum(mul(whole, weights))}, variables);
  const auto of_steps = grad({sum(mul(stepped, weights))}, variables);
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const double size = std::max(1.0, max(abs(of_steps[i])).item<double>());
    BOOST_TEST(test::close(of_whole[i], of_steps[i], {.absolute = 1e-13 * size}));
  }
}

}  // namespace

// A chunk holds 96 rows at most, a group 256 at least.
BOOST_AUTO_TEST_CASE(sequences_around_chunks_and_groups_equal_single_steps) {
  for (const Index rows : test::around({96, 256})) {
    BOOST_TEST_CONTEXT(rows << " time steps") {
      check<nn::LSTM>(rows, 1);
      check<nn::GRU>(rows, 1);
    }
  }
  for (const Index batch : {7, 95, 96, 97, 255, 256, 257}) {
    BOOST_TEST_CONTEXT("batch " << batch) {
      check<nn::LSTM>(60 / batch + 4, batch);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
