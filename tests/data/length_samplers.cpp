// Batches of sequences of similar length: every sequence once, little padding, token limits.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(length_samplers)

namespace {

// Log-normal lengths with the median 55, as of sentences in characters.
std::vector<Index> log_normal_lengths(Index count, double sigma, std::uint64_t seed) {
  Generator generator(seed);
  std::vector<Index> lengths;
  for (const double z : random_normal({count}, generator).to_vector<double>())
    lengths.push_back(std::max<Index>(1, std::lround(std::exp(4 + sigma * z))));
  return lengths;
}

Index longest_of(const std::vector<Index>& batch, const std::vector<Index>& lengths) {
  Index longest = 0;
  for (const Index i : batch) longest = std::max(longest, lengths[static_cast<std::size_t>(i)]);
  return longest;
}

// The share of the time steps of padded batches that is padding.
double padding(const Batches& batches, const std::vector<Index>& lengths) {
  Index padded = 0;
  for (const auto& batch : batches)
    padded += longest_of(batch, lengths) * static_cast<Index>(batch.size());
  const Index real = std::accumulate(lengths.begin(), lengths.end(), Index{0});
  return 1 - static_cast<double>(real) / static_cast<double>(padded);
}

std::vector<Index> sorted_indices(const Batches& batches) {
  std::vector<Index> all;
  for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  std::ranges::sort(all);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(bucket_batches_need_at_most_5_percent_padding) {
  for (const Index count : {10000, 20000}) {
    for (const double sigma : {0.3, 0.5, 0.7, 1.0}) {
      const auto lengths = log_normal_lengths(count, sigma, 1);
      BucketBatchSampler sampler(lengths, {.batch_size = 32, .generator = Generator(2)});
      const Batches batches = rest_of(sampler);
      BOOST_TEST_CONTEXT(count << " lengths, sigma " << sigma) {
        BOOST_TEST(padding(batches, lengths) <= 0.05);
        BOOST_TEST(sorted_indices(batches) == range(count));
      }
      BatchSampler random(RandomSampler(count, {.generator = Generator(2)}), 32);
      BOOST_TEST(padding(rest_of(random), lengths) > 0.4);
    }
  }
}

// In any batches of one size, as many sequences as a batch has are at least as long as the longest one of the
// last batch, twice as many as that of the one before, and so on.
BOOST_AUTO_TEST_CASE(bucket_batches_need_the_least_padding_that_is_possible) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Index batch_size = 1 + static_cast<Index>(seed) % 7;
    const double sigma = 0.1 * static_cast<double>(seed);
    std::vector<Index> lengths = log_normal_lengths(60 * batch_size, sigma, seed);
    BucketBatchSampler sampler(lengths, {.batch_size = batch_size, .generator = Generator(seed)});
    Index padded = 0;
    for (const auto& batch : rest_of(sampler)) padded += longest_of(batch, lengths) * batch_size;
    std::ranges::sort(lengths, std::greater());
    Index least = 0;
    for (std::size_t i = 0; i < lengths.size(); i += static_cast<std::size_t>(batch_size))
      least += lengths[i] * batch_size;
    BOOST_TEST(padded == least);
  }
}

// The reason why smaller pools are no default.
BOOST_AUTO_TEST_CASE(each_pool_has_the_padding_of_its_longest_sequences) {
  const auto lengths = log_normal_lengths(50000, 1.0, 1);
  double before = 0;
  for (const Index pool_size : {kOnePool, Index{6400}, Index{1600}}) {
    BucketBatchSampler sampler(
        lengths, {.batch_size = 32, .pool_size = pool_size, .generator = Generator(2)});
    const double share = padding(rest_of(sampler), lengths);
    BOOST_TEST(share > 2 * before, pool_size);
    before = share;
  }
  BOOST_TEST(before > 0.05);
}

BOOST_AUTO_TEST_CASE(sequences_of_equal_length_change_their_batches_with_the_epoch) {
  const std::vector<Index> lengths = log_normal_lengths(2000, 0.5, 3);
  BucketBatchSampler sampler(lengths, {.batch_size = 8, .generator = Generator(4)});
  const auto sets = [&] {
    Batches batches = rest_of(sampler);
    for (auto& batch : batches) std::ranges::sort(batch);
    std::ranges::sort(batches);
    return batches;
  };
  const Batches first = sets(), second = sets();
  std::vector<std::vector<Index>> equal;
  std::ranges::set_intersection(first, second, std::back_inserter(equal));
  BOOST_TEST(equal.size() > 0u);    // of the longest
  BOOST_TEST(equal.size() < 125u);  // of 250
}

BOOST_AUTO_TEST_CASE(bucket_batches_and_their_order_change_with_the_epoch) {
  const auto lengths = log_normal_lengths(2000, 0.5, 3);
  BucketBatchSampler sampler(lengths,
                             {.batch_size = 8, .pool_size = 200, .generator = Generator(4)});
  const Batches first = rest_of(sampler), second = rest_of(sampler);
  BOOST_CHECK(first != second);
  BucketBatchSampler again(lengths, {.batch_size = 8, .pool_size = 200, .generator = Generator(4)});
  BOOST_TEST(rest_of(again) == first);
  // Neither the lengths of successive batches nor the members of batches are the same.
  Index rising = 0;
  for (std::size_t i = 1; i < first.size(); ++i)
    rising += longest_of(first[i - 1], lengths) < longest_of(first[i], lengths);
  BOOST_TEST(rising > 80);
  BOOST_TEST(rising < 170);  // of 249
  auto members = first, others = second;
  for (auto* batches : {&members, &others})
    for (auto& batch : *batches) std::ranges::sort(batch);
  std::ranges::sort(members);
  std::ranges::sort(others);
  BOOST_CHECK(members != others);
}

BOOST_AUTO_TEST_CASE(bucket_batches_are_full_but_for_the_last) {
  for (const Index count : {0, 1, 7, 8, 9, 100, 1003}) {
    const auto lengths = log_normal_lengths(count, 0.5, 5);
    for (const bool drop_last : {false, true}) {
      BOOST_TEST_CONTEXT(count << " sequences, drop_last " << drop_last) {
        BucketBatchSampler sampler(
            lengths,
            {.batch_size = 8, .drop_last = drop_last, .pool_size = 50, .generator = Generator(6)});
        const Batches batches = rest_of(sampler);
        const Index partial =
            std::ranges::count_if(batches, [](const auto& b) { return b.size() < 8; });
        BOOST_TEST(partial == (!drop_last && count % 8 > 0 ? 1 : 0));
        BOOST_TEST(static_cast<Index>(batches.size()) == (drop_last ? count / 8 : (count + 7) / 8));
        if (!drop_last) BOOST_TEST(sorted_indices(batches) == range(count));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(pools_have_at_least_pool_size_sequences) {
  std::vector<Index> lengths = range(20);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    BucketBatchSampler sampler(lengths,
                               {.batch_size = 7, .pool_size = 10, .generator = Generator(seed)});
    Batches batches = rest_of(sampler);
    // The only pool, of all 20 sequences, is sorted.
    std::ranges::sort(batches);
    BOOST_TEST(batches.front() == range(7));
    BOOST_TEST(sorted_indices(batches) == range(20));
    BOOST_TEST(batches.back().back() == 19);
  }
}

BOOST_AUTO_TEST_CASE(drop_last_without_shuffle_leaves_out_the_last_sequences) {
  BucketBatchSampler sampler({5, 4, 3, 2, 1},
                             {.batch_size = 2, .shuffle = false, .drop_last = true});
  BOOST_TEST(rest_of(sampler) == (Batches{{3, 2}, {1, 0}}));
}

BOOST_AUTO_TEST_CASE(drop_last_leaves_out_sequences_of_any_length) {
  const std::vector<Index> lengths = {1, 2, 3, 4, 5};
  BucketBatchSampler sampler(lengths,
                             {.batch_size = 2, .drop_last = true, .generator = Generator(1)});
  std::vector<Index> left_out(5);
  for (int epoch = 0; epoch < 200; ++epoch) {
    const auto seen = sorted_indices(rest_of(sampler));
    for (Index i = 0; i < 5; ++i)
      left_out[static_cast<std::size_t>(i)] += !std::ranges::binary_search(seen, i);
  }
  for (const Index count : left_out) BOOST_TEST(count > 20);  // 40 on average
}

BOOST_AUTO_TEST_CASE(samplers_without_shuffle_have_increasing_lengths) {
  const std::vector<Index> lengths = {5, 1, 4, 1, 3};
  BucketBatchSampler buckets(lengths, {.batch_size = 2, .shuffle = false});
  BOOST_TEST(rest_of(buckets) == (Batches{{1, 3}, {4, 2}, {0}}));
  BOOST_TEST(rest_of(buckets) == (Batches{{1, 3}, {4, 2}, {0}}));
  MaxTokensBatchSampler tokens(lengths, {.max_tokens = 8, .shuffle = false});
  BOOST_TEST(rest_of(tokens) == (Batches{{1, 3}, {4, 2}, {0}}));
}

BOOST_AUTO_TEST_CASE(max_tokens_bounds_the_size_of_padded_batches) {
  const auto lengths = log_normal_lengths(5000, 0.6, 7);
  const Index longest = *std::ranges::max_element(lengths);
  for (const Index max_tokens : {longest, Index{1000}, Index{20000}}) {
    MaxTokensBatchSampler sampler(lengths, {.max_tokens = max_tokens, .generator = Generator(8)});
    const Batches batches = rest_of(sampler);
    BOOST_TEST(sorted_indices(batches) == range(5000));
    Index most = 0;
    for (const auto& batch : batches)
      most = std::max(most, longest_of(batch, lengths) * static_cast<Index>(batch.size()));
    BOOST_TEST(most <= max_tokens);
    BOOST_TEST(most > max_tokens * 9 / 10);
    BOOST_TEST(padding(batches, lengths) < 0.09);
  }
}

BOOST_AUTO_TEST_CASE(max_tokens_counts_empty_sequences_as_one_token) {
  MaxTokensBatchSampler sampler({0, 0, 0, 0, 0}, {.max_tokens = 2, .shuffle = false});
  BOOST_TEST(rest_of(sampler) == (Batches{{0, 1}, {2, 3}, {4}}));
  MaxTokensBatchSampler none({}, {.max_tokens = 2});
  BOOST_TEST(rest_of(none) == Batches{});
}

BOOST_AUTO_TEST_CASE(length_samplers_refuse_impossible_options) {
  const std::vector<Misuse> misuses = {
      {"BucketBatchSampler: lengths[1] is -1, must not be negative",
       [] {
         BucketBatchSampler({3, -1});
       }},
      {"BucketBatchSampler: batch_size is 0, expected at least 1",
       [] { BucketBatchSampler({3}, {.batch_size = 0}); }},
      {"BucketBatchSampler: pool_size is 0, expected at least 1",
       [] { BucketBatchSampler({3}, {.shuffle = false, .pool_size = 0}); }},
      {"MaxTokensBatchSampler: max_tokens is 0, expected at least 1",
       [] { MaxTokensBatchSampler({}, {.max_tokens = 0}); }},
      {"MaxTokensBatchSampler: lengths[1] is 9, but max_tokens is 8",
       [] {
         MaxTokensBatchSampler({3, 9}, {.max_tokens = 8});
       }},
      {"MaxTokensBatchSampler: lengths[0] is -3, must not be negative",
       [] { MaxTokensBatchSampler({-3}); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
