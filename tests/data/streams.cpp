// Streams: rows, segments and resets against a naive reading of the series.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <set>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(streams)

namespace {

Tensor numbered(Index size) {
  return Tensor(iota<Index>({size}));
}

std::vector<Index> shape_of(const Tensor& x) {
  return {x.shape().begin(), x.shape().end()};
}

// Reads all segments of an epoch one element at a time and compares.
void check_epoch(Index size, const StreamOptions& options) {
  Streams streams(numbered(size), options);
  const Index batch = options.batch_size, k1 = options.k1, k2 = options.k2.value_or(k1);
  const Index row = (size - options.steps_ahead) / batch;
  const std::set<Index> documents(options.documents.begin(), options.documents.end());
  Index loss = 0, begin_expected = 0;
  for (const Segment& segment : streams) {
    const Index end = std::min(loss + k1, row);
    Index recorded = loss;
    while (recorded > 0 && end - recorded < (end - loss < k1 ? std::max(k2, end - loss) : k2))
      --recorded;
    if (!options.k2) recorded = loss;
    Index begin = recorded;
    for (Index i = 0; i < options.burn_in && begin > 0; ++i) --begin;
    BOOST_TEST(begin == begin_expected);
    BOOST_TEST(segment.burn_in == recorded - begin);
    BOOST_TEST(segment.context == loss - recorded);
    BOOST_TEST(shape_of(segment.input) == (std::vector<Index>{end - begin, batch}));
    BOOST_TEST(shape_of(segment.reset) == (std::vector<Index>{end - begin, batch}));
    BOOST_TEST(shape_of(segment.target) == (std::vector<Index>{end - loss, batch}));
    const auto input = values<Index>(segment.input), target = values<Index>(segment.target);
    const auto reset = values<bool>(segment.reset);
    std::size_t at = 0, at_target = 0;
    for (Index t = begin; t < end; ++t) {
      for (Index b = 0; b < batch; ++b, ++at) {
        const Index position = b * row + t;
        BOOST_TEST(input[at] == position);
        const bool after_separator =
            options.separator && position > 0 && position - 1 == *options.separator;
        BOOST_TEST(reset[at] == (t == 0 || documents.contains(position) || after_separator));
        if (t >= loss) BOOST_TEST(target[at_target++] == position + options.steps_ahead);
      }
    }
    begin_expected = begin + segment.carry;
    loss = end;
  }
  BOOST_TEST(loss == (options.drop_last ? row / k1 * k1 : row));
}

}  // namespace

BOOST_AUTO_TEST_CASE(segments_are_those_of_a_naive_reading) {
  Generator generator(1);
  const auto draw = [&](Index low, Index high) {
    return randint(low, high, {}, generator).item<Index>();
  };
  for (int round = 0; round < 200; ++round) {
    StreamOptions options{.batch_size = draw(1, 5), .k1 = draw(1, 9), .burn_in = draw(0, 6)};
    if (draw(0, 2) == 1) options.k2 = options.k1 + draw(0, 12);
    options.steps_ahead = draw(1, 4);
    options.drop_last = draw(0, 2) == 1;
    const Index size = options.batch_size * (options.k1 + draw(0, 30)) + options.steps_ahead;
    if (draw(0, 2) == 1) options.separator = draw(0, size);
    for (Index start = draw(0, 9); start < size; start += draw(1, 20))
      options.documents.push_back(start);
    BOOST_TEST_CONTEXT("round " << round) {
      check_epoch(size, options);
    }
  }
}

BOOST_AUTO_TEST_CASE(default_segments_continue_each_other) {
  Streams streams(numbered(21), {.batch_size = 2, .k1 = 4});
  BOOST_TEST(streams.size() == 3);
  const auto first = *streams.next();
  BOOST_TEST(values<Index>(first.input) == (std::vector<Index>{0, 10, 1, 11, 2, 12, 3, 13}));
  BOOST_TEST(values<Index>(first.target) == (std::vector<Index>{1, 11, 2, 12, 3, 13, 4, 14}));
  BOOST_TEST(first.carry == 4);
  const auto second = *streams.next();
  BOOST_TEST(values<Index>(second.input) == (std::vector<Index>{4, 14, 5, 15, 6, 16, 7, 17}));
  BOOST_TEST(values<Index>((*streams.next()).input) == (std::vector<Index>{8, 18, 9, 19}));
  BOOST_TEST(!streams.next());
  BOOST_TEST(values<Index>((*streams.next()).input) == values<Index>(first.input));
}

BOOST_AUTO_TEST_CASE(rows_are_reset_at_documents_and_at_the_start_of_an_epoch) {
  // "ab\ncd\nef\n": a document for each line.
  const Tensor text = constant<Index>({9}, {97, 98, 10, 99, 100, 10, 101, 102, 10});
  Streams streams(text, {.batch_size = 2, .k1 = 2, .separator = 10});
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::vector<bool> resets;
    for (const Segment& segment : streams)
      for (const bool reset : values<bool>(segment.reset)) resets.push_back(reset);
    BOOST_TEST(resets == (std::vector<bool>{true, true, false, false, false, true, true, false}));
  }
}

BOOST_AUTO_TEST_CASE(streams_of_features_keep_their_axes) {
  Streams streams(counted({11, 3, 2}), {.batch_size = 2, .k1 = 3, .steps_ahead = 2});
  const auto segment = *streams.next();
  BOOST_TEST(segment.input.shape() == (Shape{3, 2, 3, 2}));
  BOOST_TEST(values(segment.input)[6] == 4 * 6);  // row 1 starts at time step 4
  BOOST_TEST(values(segment.target)[0] == 2 * 6);
}

BOOST_AUTO_TEST_CASE(streams_refuse_impossible_options) {
  const auto make = [](const StreamOptions& options) { Streams(numbered(10), options); };
  const std::vector<Misuse> misuses = {
      {"Streams: batch_size is 0, expected at least 1", [&] { make({.batch_size = 0}); }},
      {"Streams: k1 is 0, expected at least 1", [&] { make({.batch_size = 1, .k1 = 0}); }},
      {"Streams: k2 is 2, expected at least k1 = 3",
       [&] { make({.batch_size = 1, .k1 = 3, .k2 = 2}); }},
      {"Streams: burn_in is -1, expected at least 0",
       [&] { make({.batch_size = 1, .burn_in = -1}); }},
      {"Streams: steps_ahead is 0, expected at least 1",
       [&] { make({.batch_size = 1, .steps_ahead = 0}); }},
      {"Streams: documents[1] is 3, expected 4 to 9",
       [&] {
         make({.batch_size = 1, .documents = {3, 3}});
       }},
      {"Streams: documents[0] is 10, expected 0 to 9",
       [&] { make({.batch_size = 1, .documents = {10}}); }},
      {"Streams: 10 time steps give 10 rows of 0, expected rows of at least 1",
       [&] { make({.batch_size = 10}); }},
      {"Streams: 10 time steps give 1 rows of 0",
       [&] { make({.batch_size = 1, .steps_ahead = 11}); }},
      {"Streams: 10 time steps give 3 rows of 3, expected rows of at least 4",
       [&] { make({.batch_size = 3, .k1 = 4, .drop_last = true}); }},
      {"Streams: a separator needs an int64 series [time], this one has float64 time steps [1]",
       [&] { Streams(counted({9}), {.batch_size = 1, .separator = 1}); }},
      {"TensorSource: the series is a scalar", [&] { Streams(scalar(1), {}); }},
      {"Streams: there is no example 3 in a dataset of 3 examples", [&] {
         Segments(std::make_shared<TensorSource>(numbered(10)), {.batch_size = 1, .k1 = 3})[3];
       }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_CASE(streams_of_one_segment_allow_any_sizes) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  Streams streams(numbered(5),
                  {.batch_size = 2, .k1 = kMost, .k2 = kMost, .burn_in = kMost, .steps_ahead = 1});
  BOOST_TEST(streams.size() == 1);
  BOOST_TEST(values<Index>((*streams.next()).input) == (std::vector<Index>{0, 2, 1, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
