// Collation: stacked, padded and packed batches, of tensors, numbers and their combinations.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(collate)

BOOST_AUTO_TEST_CASE(default_collate_stacks_tensors_and_numbers) {
  const DefaultCollate collate;
  const Tensor batch = collate(std::vector<Tensor>{counted({2, 3}), counted({2, 3})});
  BOOST_TEST(batch.shape() == (Shape{2, 2, 3}));
  BOOST_TEST(values(select(batch, 0, 1)) == values(counted({2, 3})));
  BOOST_TEST(values<Index>(collate(std::vector<Index>{3, 1})) == (std::vector<Index>{3, 1}));
  BOOST_TEST(collate(std::vector<int>{3, 1}).dtype() == int64);
  BOOST_TEST(values<float>(collate(std::vector<float>{0.5F})) == std::vector<float>{0.5F});
  BOOST_TEST(collate(std::vector<double>{0.5}).dtype() == float64);
  BOOST_TEST(values<bool>(collate(std::vector<bool>{true, false})) ==
             (std::vector<bool>{true, false}));
}

BOOST_AUTO_TEST_CASE(default_collate_keeps_pairs_arrays_and_tuples) {
  const DefaultCollate collate;
  const auto [x, y] =
      collate(std::vector<std::pair<Tensor, Index>>{{counted({2}), 4}, {counted({2}), 5}});
  BOOST_TEST(x.shape() == (Shape{2, 2}));
  BOOST_TEST(values<Index>(y) == (std::vector<Index>{4, 5}));
  const auto [a, b] = collate(std::vector<std::array<Tensor, 2>>{{scalar(1), scalar(2)}});
  BOOST_TEST(values(a) == std::vector<double>{1});
  BOOST_TEST(values(b) == std::vector<double>{2});
  using Example = std::tuple<bool, std::pair<Index, double>, Tensor>;
  const auto [flags, pair, tensors] = collate(std::vector<Example>{{true, {3, 0.5}, scalar(1)}});
  BOOST_TEST(values<bool>(flags) == std::vector<bool>{true});
  BOOST_TEST(values<Index>(pair.first) == std::vector<Index>{3});
  BOOST_TEST(values(pair.second) == std::vector<double>{0.5});
  BOOST_TEST(values(tensors) == std::vector<double>{1});
}

BOOST_AUTO_TEST_CASE(pad_collate_pads_sequences_with_their_lengths) {
  const std::vector<std::pair<Tensor, Index>> examples = {{constant({1}, {5}), 0},
                                                          {constant({3}, {1, 2, 3}), 1}};
  const auto [input, target] = pad_collate({.padding_value = -1})(examples);
  BOOST_TEST(input.output.shape() == (Shape{3, 2}));
  BOOST_TEST(values(input.output) == (std::vector<double>{5, 1, -1, 2, -1, 3}));
  BOOST_TEST(input.lengths == (std::vector<Index>{1, 3}));
  BOOST_TEST(values<Index>(target) == (std::vector<Index>{0, 1}));
  const auto [first, label] = pad_collate({.batch_first = true})(examples);
  BOOST_TEST(values(first.output) == (std::vector<double>{5, 0, 0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(pad_collate_gives_each_sequence_of_an_example_its_lengths) {
  const std::vector<std::array<Tensor, 2>> examples = {{counted({1, 2}), counted({4})},
                                                       {counted({2, 2}), counted({0})}};
  const auto [source, target] = pad_collate()(examples);
  BOOST_TEST(source.output.shape() == (Shape{2, 2, 2}));
  BOOST_TEST(source.lengths == (std::vector<Index>{1, 2}));
  BOOST_TEST(target.output.shape() == (Shape{4, 2}));
  BOOST_TEST(target.lengths == (std::vector<Index>{4, 0}));
}

BOOST_AUTO_TEST_CASE(pack_collate_packs_sequences_of_any_order) {
  const std::vector<std::pair<Tensor, bool>> examples = {{constant({1}, {5}), true},
                                                         {constant({3}, {1, 2, 3}), false}};
  const auto [packed, target] = pack_collate()(examples);
  BOOST_TEST(packed.lengths() == (std::vector<Index>{1, 3}));
  BOOST_TEST(packed.batch_sizes == (std::vector<Index>{2, 1, 1}));
  BOOST_TEST(values(packed.data) == (std::vector<double>{1, 5, 2, 3}));
  BOOST_TEST(values<bool>(target) == (std::vector<bool>{true, false}));
}

BOOST_AUTO_TEST_CASE(collate_refuses_examples_that_do_not_match) {
  BOOST_CHECK_THROW(DefaultCollate()(std::vector<Tensor>{counted({2}), counted({3})}), ShapeError);
  BOOST_CHECK_THROW(pad_collate()(std::vector<Tensor>{counted({2, 1}), counted({2, 2})}),
                    ShapeError);
  BOOST_CHECK_THROW(pack_collate()(std::vector<Tensor>{scalar(1)}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
