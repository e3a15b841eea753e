// Options and lengths whose products or sums are beyond what memory can address.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(sizes)

namespace {

constexpr Index kMost = std::numeric_limits<Index>::max();

}  // namespace

BOOST_AUTO_TEST_CASE(cells_and_layers_refuse_sizes_whose_product_wraps) {
  BOOST_CHECK_EXCEPTION(nn::LSTMCell({.input_size = 1, .hidden_size = Index{1} << 61}), ValueError,
                        says("hidden_size is 2305843009213693952"));
  BOOST_CHECK_EXCEPTION(nn::GRU({.input_size = 1, .hidden_size = Index{1} << 32}), ValueError,
                        says("hidden_size is 4294967296"));
  BOOST_CHECK_THROW(nn::Linear(Index{1} << 32, Index{1} << 32), ValueError);
  BOOST_CHECK_THROW(nn::Embedding(kMost, 2), ValueError);
}

BOOST_AUTO_TEST_CASE(total_length_too_large_is_refused) {
  const Tensor sequence = ones({2, 3});
  const auto packed = nn::pack_sequence({sequence, sequence, sequence, sequence});
  for (const Index length : {kMost, Index{1} << 62}) {
    for (const bool batch_first : {false, true}) {
      const nn::PadOptions options = {.batch_first = batch_first, .total_length = length};
      BOOST_CHECK_THROW(nn::pad_packed_sequence(packed, options), ShapeError);
      BOOST_CHECK_THROW(nn::pad_sequence({sequence, sequence}, options), ShapeError);
      BOOST_CHECK_THROW(nn::sequence_mask({1, 2}, length, batch_first), ShapeError);
    }
  }
}

BOOST_AUTO_TEST_CASE(batch_sizes_whose_sum_wraps_are_refused) {
  const nn::PackedSequence packed = {zeros({0, 3}), std::vector<Index>(4, Index{1} << 62), {}, {}};
  const nn::GRU gru({.input_size = 3, .hidden_size = 2});
  BOOST_CHECK_THROW(nn::pad_packed_sequence(packed), ShapeError);
  BOOST_CHECK_THROW(gru(packed), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
